"""Phrases of a lexicon, found in the words of a message.

A phrase is words in order, with at most two others between each; `a/b` is either word, `dikunci*` any that begins so.
"""

from collections.abc import Iterable, Iterator, Sequence

from knowledge.text import Words, tokens

BETWEEN = 2
MOST_WORDS = 200
Choice = tuple[frozenset[str], tuple[str, ...]]
"""Words that fit, and beginnings that fit."""


class Patterns:
    """Finds the first of many phrases. Frozen after building."""

    def __init__(self, phrases: Iterable[str], words: Words) -> None:
        self.whole: dict[str, list[tuple[Choice, ...]]] = {}
        self.begun: list[tuple[Choice, ...]] = []
        for phrase in phrases:
            choices = tuple(_choices(phrase, words))
            if not choices:
                continue
            if choices[0][1]:
                self.begun.append(choices)
            for word in choices[0][0]:
                self.whole.setdefault(word, []).append(choices)

    def find(self, message: Sequence[str], start: int = 0) -> int | None:
        """Where the first phrase found begins, or None. `message`: words with their spelling put right."""
        for at in range(start, min(len(message), MOST_WORDS)):
            for choices in self.whole.get(message[at], ()):
                if _goes_on(choices, message, at):
                    return at
            for choices in self.begun:
                if message[at].startswith(choices[0][1]) and _goes_on(choices, message, at):
                    return at
        return None


def _goes_on(choices: tuple[Choice, ...], message: Sequence[str], at: int) -> bool:
    for whole, begun in choices[1:]:
        for following in range(at + 1, min(at + 2 + BETWEEN, len(message))):
            if message[following] in whole or (begun and message[following].startswith(begun)):
                at = following
                break
        else:
            return False
    return True


def _choices(phrase: str, words: Words) -> Iterator[Choice]:
    """The steps of a phrase, spelled as messages are: a word of the phrase may become two ("ln": "luar negeri")."""
    run: list[str] = []
    for step in phrase.split():
        if "/" not in step and "*" not in step:
            run += tokens(step)
            continue
        yield from ((frozenset([word]), ()) for word in words.spell(run))
        run = []
        whole, begun = set[str](), list[str]()
        for option in step.split("/"):
            if option.endswith("*"):
                begun.append(option[:-1])
            else:
                whole.add("".join(words.spell(tokens(option))[:1]))
        yield frozenset(whole - {""}), tuple(begun)
    yield from ((frozenset([word]), ()) for word in words.spell(run))
