"""From what a person typed to the words that the search knows: spelling, slang, reduplication, meaning, stems.

Two ways to read a text: `plain` for comparing two texts, `Words` (with the lexicons) for searching. All of it is
bounded: of a very long message only the beginning and the end are read.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import snowballstemmer

from knowledge.complaint import Complaint, KnowledgeError
from knowledge.yamlfile import Block, Items, parse_block, read_text

LEXICONS = Path(__file__).parent / "lexicons"

HEAD, TAIL = 1100, 500
"""Characters read of a long message. A story comes first and its question last, so both ends count."""
LONGEST_WORD = 40
LONGEST_PHRASE = 4

UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\x00]")
LINK = re.compile(r"https?://\S+|www\.\S+|@\w+")
WORD = re.compile(r"[^\W_]+(?:[-'’`][^\W_]+)*")
ACCENT = re.compile("[\u0300-\u036f]")
THRICE = re.compile(r"(\D)\1{2,}")
TWICE = re.compile(r"(\D{2,}?)2(nya|an|ku|mu|e|na|in)?")


def clean(text: str) -> str:
    """Small letters without accents, invisible marks and links; at most HEAD + TAIL characters. Never raises."""
    text = _both_ends(UNSEEN.sub("", text))
    text = _both_ends(unicodedata.normalize("NFKC", text))  # which may lengthen it: one Arabic sign is eighteen letters
    return ACCENT.sub("", unicodedata.normalize("NFKD", LINK.sub(" ", text.lower())))


def _both_ends(text: str) -> str:
    return text if len(text) <= HEAD + TAIL else f"{text[:HEAD]} {text[-TAIL:]}"


def tokens(text: str) -> list[str]:
    """The words of a text: "anak2", "anak-anak", "anak²nya" are "anak(nya)", "bangeeet" is "banget"; no punctuation."""
    found: list[str] = []
    for match in WORD.finditer(clean(text)):
        word = match[0].replace("'", "").replace("’", "").replace("`", "")
        word = THRICE.sub(r"\1", word)
        if "-" in word:
            first, _, rest = word.partition("-")
            if len(first) > 2 and rest.startswith(first):
                found.append(rest[:LONGEST_WORD])
            else:
                found += [part[:LONGEST_WORD] for part in word.split("-")]
        elif (twice := TWICE.fullmatch(word)) and len(twice[1]) > 1:
            found.append((twice[1] + (twice[2] or ""))[:LONGEST_WORD])
        else:
            found.append(word[:LONGEST_WORD])
    return found


def plain(text: str) -> str:
    """A text as its words alone: two texts that differ only in case, marks and punctuation are the same."""
    return " ".join(tokens(text))


_indonesian = snowballstemmer.stemmer("indonesian")
_english = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a word, Indonesian endings first, then English ones: a word need not tell its language."""
    if not word.isascii() or not word.isalpha() or len(word) < 4:
        return word
    return str(_english.stemWord(_indonesian.stemWord(word)))


ENDINGS = ("nya", "ne", "na", "ku", "mu", "e", "an")
"""Endings that Indonesian, Javanese and Sundanese hang on a noun, and a lexicon does not list."""
SHORTEST_ROOT = 2
"""A root has more letters than this."""


class Phrases:
    """Replaces words and phrases by others; the longest phrase wins."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.table: dict[tuple[str, ...], tuple[str, ...]] = {}
        for written, meant in pairs:
            if key := tuple(tokens(written)):
                self.table.setdefault(key[:LONGEST_PHRASE], tuple(meant.split()))
        # A word that stands on the left of a lexicon is right as it is: "makan" is no "mak" with an ending.
        for word in [meant for meant in self.table.values() if len(meant) == 1]:
            self.table.setdefault(word, word)
        self.longest = {key[0]: 1 for key in self.table}
        for key in self.table:
            self.longest[key[0]] = max(self.longest[key[0]], len(key))

    def __call__(self, words: Sequence[str]) -> list[str]:
        done: list[str] = []
        at = 0
        while at < len(words):
            for length in range(self.longest.get(words[at], 0), 0, -1):
                meant = self.table.get(tuple(words[at : at + length]))
                if meant is not None:
                    done += meant
                    at += length
                    break
            else:
                done += self._without_ending(words[at])
                at += 1
        return done

    def _without_ending(self, word: str) -> tuple[str, ...]:
        """ "duitnya", "duitku", "duite" as "duit" where that is known, else the word as it is."""
        for ending in ENDINGS:
            if word.endswith(ending) and len(word) > len(ending) + SHORTEST_ROOT:
                meant = self.table.get((word[: -len(ending)],))
                if meant is not None:
                    return meant
        return (word,)


class Words:
    """The words of a text as the search knows them. Built from the lexicons; frozen after, so threads may share it."""

    def __init__(self, folder: Path = LEXICONS) -> None:
        complaints: list[Complaint] = []
        spellings = _lists(folder / "spellings.yaml", complaints)
        meanings = [
            (word, meant)
            for meant, by_language in lexicon(folder / "meanings.yaml", complaints).items()
            if isinstance(by_language, Block)
            for words in by_language.values()
            if isinstance(words, Items)
            for word in map(str, words)
        ]
        stopwords = _lists(folder / "stopwords.yaml", complaints)
        if complaints:
            raise KnowledgeError(complaints)
        self.spelling = Phrases((word, meant) for meant, words in spellings.items() for word in words)
        # A meaning is one word to the search, also where it is written in two. Spelling goes first: "sing" is "yang" to
        # millions who write Javanese, so it cannot stand for Singapore as well.
        left = dict.fromkeys(meant for _, meant in meanings)
        self.meaning = Phrases(
            (" ".join(spelled), meant.replace(" ", "_"))
            for word, meant in meanings + [(meant, meant) for meant in left]
            if len(written := tokens(word)) > 1 or self.spell(written) == written
            if (spelled := self.spell(written))
        )
        self.stopwords = frozenset(word for words in stopwords.values() for word in words)
        self.vocabulary = dict.fromkeys(
            [word for table in (self.spelling.table, self.meaning.table) for key in table for word in key]
            + sorted(self.stopwords),
            1,
        )
        """Every word that a lexicon knows, as it is typed."""

    def spell(self, words: Sequence[str]) -> list[str]:
        """Slang and shortened words in full."""
        return self.spelling(words)

    def __call__(self, words: Sequence[str]) -> list[str]:
        """Stems and meanings of `tokens`, without the words that say nothing."""
        return [
            word if "_" in word else stem(word)
            for word in self.meaning(self.spell(words))
            if word not in self.stopwords
        ]


def lexicon(path: Path, complaints: list[Complaint]) -> Block:
    """The block of a lexicon file; an empty one, with a complaint, where it cannot be read."""
    text = read_text(path, complaints)
    block = parse_block(text, path, complaints) if text is not None else None
    return block if block is not None else Block(1)


def _lists(path: Path, complaints: list[Complaint]) -> Mapping[str, list[str]]:
    """A file of `word: [word, word]` lines."""
    block = lexicon(path, complaints)
    for key, value in block.items():
        if not isinstance(value, Items):
            complaints.append(Complaint(path, block.lines[key], f"`{key}` must be a list"))
    return {key: [str(word) for word in value] for key, value in block.items() if isinstance(value, Items)}
