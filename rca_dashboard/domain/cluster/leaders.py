"""Leaders: the first summary of each kind. A summary follows the nearest one, or becomes a leader itself."""

from array import array

import numpy as np

from rca_dashboard.domain.likeness.terms import Hashes

# Of two summaries with five words, three or four are the same. At 0.5 clusters begin to mix, at 0.7 they fall apart.
LEAST_COSINE = 0.6
# A sum of floating point numbers may miss the limit by its last bit.
_ROUNDING = 1e-9


class Leaders:
    """Templates, found by the terms they share: 0.1 ms for each of 10,000."""

    def __init__(self) -> None:
        self._entries: dict[int, array[int]] = {}
        self._sizes = array("I")

    def __len__(self) -> int:
        """Return the number of leaders."""
        return len(self._sizes)

    def add(self, template: Hashes) -> int:
        """Add a leader and return its number."""
        number = len(self._sizes)
        self._sizes.append(len(template))
        for term in template.tolist():
            self._entries.setdefault(term, array("I")).append(number)
        return number

    def nearest(self, template: Hashes) -> int | None:
        """Return the leader that a summary follows: the nearest, and of several the first; None if none is near."""
        found = [entries for term in template.tolist() if (entries := self._entries.get(term))]
        if not found:
            return None
        numbers, shared = np.unique(
            np.concatenate([np.frombuffer(each, np.uint32) for each in found]), return_counts=True
        )
        sizes = np.frombuffer(self._sizes, np.uint32)[numbers]
        cosines = shared / np.sqrt(sizes * float(len(template)))
        best = int(np.argmax(cosines))
        return int(numbers[best]) if cosines[best] >= LEAST_COSINE - _ROUNDING else None
