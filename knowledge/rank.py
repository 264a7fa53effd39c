"""Ranking topics by the words they share with a question: BM25 over title, questions and article.

Of each word it is kept where it stands and what it is worth there, so that asking adds up a few short lists. A ranking
by the nearest single questions was measured beside it and left out: half the time of an answer, and no answer better.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

SATURATION = 1.2
LENGTH_SHARE = 0.6
"""BM25's k1 and b: how soon a repeated word says nothing new, and how much a long text is held against it."""

UNKNOWN_RARITY = 4.0
"""A word found nowhere counts as a rare one: a question full of them is not ours."""


class Bm25:
    """BM25F over topics whose text stands in fields of different weight (Robertson, Zaragoza 2009)."""

    def __init__(self, documents: Sequence[Mapping[str, Sequence[str]]], weights: Mapping[str, float]) -> None:
        """`documents`: for each topic the words of each field. `weights`: what one word of a field counts."""
        self.size = len(documents)
        lengths = {
            field: (sum(len(document.get(field, ())) for document in documents) / max(1, self.size)) or 1.0
            for field in weights
        }
        counts: dict[str, dict[int, float]] = defaultdict(dict)
        for number, document in enumerate(documents):
            for field, weight in weights.items():
                words = document.get(field, ())
                shrink = 1 - LENGTH_SHARE + LENGTH_SHARE * len(words) / lengths[field]
                for word, count in Counter(words).items():
                    counts[word][number] = counts[word].get(number, 0.0) + weight * count / shrink
        self.rarity: dict[str, float] = {}
        self.postings: dict[str, list[tuple[int, float]]] = {}
        for word, found in counts.items():
            rarity = math.log(1 + (self.size - len(found) + 0.5) / (len(found) + 0.5))
            self.rarity[word] = rarity
            self.postings[word] = [
                (number, rarity * count * (SATURATION + 1) / (count + SATURATION)) for number, count in found.items()
            ]

    def scores(self, words: Sequence[str]) -> list[float]:
        """One number for each topic: the share, about 0..1, of what a topic full of these words would have."""
        scores = [0.0] * self.size
        best = 0.0
        for word in dict.fromkeys(words):
            best += self.rarity.get(word, UNKNOWN_RARITY) * (SATURATION + 1)
            for number, weight in self.postings.get(word, ()):
                scores[number] += weight
        return [score / best for score in scores] if best else scores
