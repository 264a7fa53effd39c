"""Which country a message speaks of."""

from collections.abc import Sequence
from pathlib import Path

from knowledge.text import LEXICONS, lexicon, tokens


class Countries:
    """Reads lexicons/countries.yaml. Frozen after building."""

    def __init__(self, folder: Path = LEXICONS) -> None:
        self._codes = {
            tuple(tokens(str(phrase))): code
            for code, phrases in lexicon(folder / "countries.yaml", []).items()
            for phrase in (phrases if isinstance(phrases, list) else ())
        }
        self._longest = max((len(phrase) for phrase in self._codes), default=0)

    def __call__(self, words: Sequence[str]) -> tuple[str, ...]:
        """ISO codes in the order in which they are spoken of, each once. `words`: tokens as typed."""
        found = [
            self._codes[phrase]
            for at in range(len(words))
            for length in range(1, self._longest + 1)
            if (phrase := tuple(words[at : at + length])) in self._codes and len(phrase) == length
        ]
        return tuple(dict.fromkeys(found))
