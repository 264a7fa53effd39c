"""Which language a message is written in, learned from the question variants: whole words and letter triples.

Naive Bayes with words counted twice; a message of two languages (half Javanese, half Indonesian, is how people write)
is told by its shares.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LANGUAGES = ("id", "en", "jv", "su")
FIRST = "id"
"""What a message is taken for when nothing in it tells."""
MIXED = 0.25
"""A second language is named from this share of the words on."""
SMOOTHING = 0.3
MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Told:
    """The language of a message; `also` is the second one of a mixed message."""

    language: str
    also: str | None
    certainty: float


class Languages:
    """Frozen after building."""

    def __init__(self, examples: Mapping[str, Iterable[Sequence[str]]]) -> None:
        """`examples`: the words of many messages by language."""
        counts: dict[str, Counter[str]] = {language: Counter() for language in LANGUAGES}
        for language, messages in examples.items():
            if language in counts:
                for words in messages:
                    counts[language].update(part for word in words for part in _parts(word))
        sizes = {language: sum(count.values()) + 1 for language, count in counts.items()}
        self.tables: dict[str, tuple[float, ...]] = {}
        for part in dict.fromkeys(part for count in counts.values() for part in count):
            shares = [(counts[each][part] + SMOOTHING) / (sizes[each] + 2000) for each in LANGUAGES]
            middle = sum(map(math.log, shares)) / len(shares)
            self.tables[part] = tuple(math.log(share) - middle for share in shares)

    def __call__(self, words: Sequence[str]) -> Told:
        total = [0.0] * len(LANGUAGES)
        voices: Counter[int] = Counter()
        for word in words[:MOST_WORDS]:
            sums = [0.0] * len(LANGUAGES)
            for part in _parts(word) if word.isalpha() else ():
                for number, value in enumerate(self.tables.get(part, ())):
                    sums[number] += value
            if any(sums):
                total = [a + b for a, b in zip(total, sums, strict=True)]
                best = max(sums)
                if best - sorted(sums)[-2] > 1.0:
                    voices[sums.index(best)] += 1
        if not any(total):
            return Told(FIRST, None, 0.0)
        best = max(total)
        winner = total.index(best)
        certainty = 1 / sum(math.exp(max(value - best, -50)) for value in total)
        others = [(count, -number) for number, count in voices.items() if number != winner]
        also = None
        if others and max(others)[0] >= MIXED * sum(voices.values()) and max(others)[0] > 1:
            also = LANGUAGES[-max(others)[1]]
        return Told(LANGUAGES[winner], also, round(certainty, 3))


def _parts(word: str) -> list[str]:
    framed = f"_{word}_"
    return [framed, framed, *(framed[at : at + 3] for at in range(len(framed) - 2))]
