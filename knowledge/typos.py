"""Putting right what was mistyped, against the words that the knowledge base uses.

Never a search through all words: a mistyped word is compared with those that begin alike and are about as long, or
that have the same consonants ("mjikan", "majkan", "mjkn" for "majikan").
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.text import ENDINGS

SHORTEST = 5
"""Letters; of a shorter word every second one is one slip away from another, right one."""
LONG = 8
"""From this length on two slips are put right, and a wrong consonant from one less ("giving" is not "giling")."""
MOST_REPAIRS = 12
"""Words put right in one message. One with more unknown words is not mistyped but about other things."""
PREFIXES = ("di", "ke")
"""Written together with the word they belong to: "dirumah", "diluar", "kebandara"."""

VOWELS = re.compile(r"[aeiou]")
DOUBLED = re.compile(r"(.)\1")


class Typos:
    """The known words with their frequency. Frozen after building but for a cache, which threads may share."""

    def __init__(self, frequency: Mapping[str, int]) -> None:
        self.frequency = frequency
        self.alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        self.consonants: dict[str, list[str]] = defaultdict(list)
        for word in sorted(frequency):
            if word.isalpha():
                self.alike[word[0], len(word)].append(word)
                self.consonants[skeleton(word)].append(word)
        self.right = lru_cache(maxsize=8192)(self._right)

    def __reduce__(self) -> tuple[type["Typos"], tuple[Mapping[str, int]]]:
        """For a pickle: made anew from the words, since a cache cannot be kept."""
        return Typos, (self.frequency,)

    def __call__(self, words: Sequence[str]) -> list[str]:
        """The words, the mistyped ones put right."""
        done, left = [], MOST_REPAIRS
        for word in words:
            if word in self.frequency or len(word) < 3 or not word.isalpha() or not left:
                done.append(word)
            else:
                left -= 1
                done.append(self.right(word))
        return done

    def _right(self, word: str) -> str:
        """The likeliest known word, or the word itself."""
        if any(word.endswith(ending) and word[: -len(ending)] in self.frequency for ending in ENDINGS):
            return word
        for prefix in PREFIXES:
            rest = word.removeprefix(prefix)
            if rest != word and len(rest) > 3 and rest in self.frequency:
                return rest
        slips = 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2
        found: list[tuple[int, int, str]] = []
        for length in range(len(word) - slips, len(word) + slips + 1) if slips else ():
            for known in self.alike.get((word[0], length), ()):
                distance = OSA.distance(word, known, score_cutoff=slips)
                if distance <= slips and not self._another_word(word, known):
                    found.append((distance, -self.frequency[known], known))
        if not found and len(VOWELS.findall(word)) * 4 <= len(word) and len(bones := skeleton(word)) > 2:
            for known in self.consonants.get(bones, ()):
                found.append((OSA.distance(word, known), -self.frequency[known], known))
        return min(found)[2] if found else word

    def _another_word(self, word: str, known: str) -> bool:
        """Whether a consonant was exchanged in a short word: that is rather another word than a slip."""
        return (
            len(word) == len(known) < LONG - 1 and skeleton(word) != skeleton(known) and sorted(word) != sorted(known)
        )


def skeleton(word: str) -> str:
    """Its consonants, doubled ones once."""
    return DOUBLED.sub(r"\1", VOWELS.sub("", word))
