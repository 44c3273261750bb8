"""A cluster's label: the words that most of its summaries share, and the commonest summary."""

from collections import Counter
from collections.abc import Sequence

from rca_dashboard.domain.cluster.template import masked, template_words
from rca_dashboard.domain.likeness.words import has_script_without_spaces
from rca_dashboard.domain.shortened import shortened

MOST_WORDS = 5
_LEAST_SHARE = 0.5
_LONGEST = 120


def label_of(summaries: Sequence[str]) -> tuple[str, str]:
    """Return the label of some summaries and the commonest of them, which is the first of several."""
    common = Counter(masked(each) for each in summaries).most_common(1)
    if not common:
        return "", ""
    summary = next(each for each in summaries if masked(each) == common[0][0])
    if has_script_without_spaces(masked(summary)):
        return shortened(masked(summary), _LONGEST), shortened(
            summary, _LONGEST
        )  # its terms are pairs of characters, not words
    templates = [template_words(each) for each in summaries]
    counts = Counter(term for template in templates for term in template)
    shown = template_words(summary)
    top = [term for term in shown if counts[term] >= _LEAST_SHARE * len(summaries)]
    kept = set(sorted(top, key=lambda term: -counts[term])[:MOST_WORDS])
    words = [word for term, word in shown.items() if term in kept]
    return shortened(" ".join(words) or masked(summary) or summary, _LONGEST), shortened(summary, _LONGEST)
