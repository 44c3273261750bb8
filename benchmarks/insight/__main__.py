"""What similar tickets and clusters cost: memory and searches of the index, and the time for a ticket.

``python -m benchmarks.insight`` takes 50,000 and 200,000 tickets; a number takes as many.
"""

import random
import sys
import time

import numpy as np

from rca_dashboard.domain.cluster.leaders import Leaders
from rca_dashboard.domain.cluster.template import template_of
from rca_dashboard.domain.likeness.index import LikenessIndex
from rca_dashboard.domain.likeness.terms import TicketTerms, TicketText, terms_of

SIZES = (50_000, 200_000)
SEARCHES = 300
# Words by Zipf's law, as in the texts of a desk, whose summaries have some 7 words and whose descriptions some 45.
VOCABULARY = 60_000
SUMMARY_WORDS, DESCRIPTION_WORDS = 7, 45


def main(sizes: tuple[int, ...]) -> None:
    """Print a table."""
    sys.stdout.write(
        f"{'tickets':>9} {'read ms':>8} {'put ms':>7} {'MB':>6} {'p50 ms':>7} {'p95 ms':>7} {'cluster ms':>10}\n"
    )
    for size in sizes:
        sys.stdout.write(
            "{:>9,} {:>8.2f} {:>7.3f} {:>6.1f} {:>7.1f} {:>7.1f} {:>10.3f}\n".format(size, *_measured(size))
        )


def _measured(size: int) -> tuple[float, float, float, float, float, float]:
    generator = np.random.default_rng(1)
    weights = 1 / np.arange(1, VOCABULARY + 1)
    weights /= weights.sum()
    index, reading, putting, some = LikenessIndex(), 0.0, 0.0, list[TicketTerms]()
    summaries: list[str] = []
    for start in range(0, size, 500):
        texts = [_text(generator, weights) for _ in range(500)]
        began = time.perf_counter()
        terms = [terms_of(text) for text in texts]
        read = time.perf_counter()
        index.put([(start + place, start + place, each) for place, each in enumerate(terms)])
        reading, putting = reading + read - began, putting + time.perf_counter() - read
        some.append(terms[0])
        summaries += [text.summary for text in texts] if len(summaries) < 10_000 else []  # noqa: PLR2004 - enough
    times = [_timed(index, each) for each in random.Random(1).choices(some, k=SEARCHES)]
    p50, p95 = np.quantile(times, [0.5, 0.95])
    milliseconds = 1_000 / size
    return reading * milliseconds, putting * milliseconds, index.bytes / 1e6, p50, p95, _clustered(summaries)


def _text(generator: np.random.Generator, weights: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> TicketText:
    chosen = generator.choice(VOCABULARY, SUMMARY_WORDS + DESCRIPTION_WORDS, p=weights)
    words = [f"w{number:x}q" for number in chosen]
    return TicketText(" ".join(words[:SUMMARY_WORDS]), " ".join(words[SUMMARY_WORDS:]), f"ci-{chosen[0] % 500}")


def _timed(index: LikenessIndex, terms: TicketTerms) -> float:
    # Of the processor: other processes of a busy machine would count otherwise.
    began = time.thread_time()
    index.search(terms, most=10)
    return 1_000 * (time.thread_time() - began)


def _clustered(summaries: list[str]) -> float:
    leaders = Leaders()
    began = time.perf_counter()
    for summary in summaries:
        # The generated words have digits, which a template leaves out.
        template = template_of(summary.translate(str.maketrans("0123456789", "ghijklmnop")))
        if leaders.nearest(template) is None:
            leaders.add(template)
    return 1_000 * (time.perf_counter() - began) / max(1, len(summaries))


if __name__ == "__main__":
    main((int(sys.argv[1]),) if len(sys.argv) > 1 else SIZES)
