"""What a handler gives: values that say what the person is to see. How Telegram is told is not its business."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class Markdown(str):
    """A text whose Markdown is meant: of an article, or of our own catalogues. Never one that a person wrote."""

    __slots__ = ()


Body = Sequence[str]
"""Paragraphs. A plain str is shown as it stands, whatever signs it holds; Markdown is rendered."""


@dataclass(frozen=True, slots=True)
class Button:
    """Under a message. Exactly one of the others is set.

    `data` is `<route>` or `<route>:<arguments>`, at most 64 bytes: Telegram hands it back when the button is tapped,
    and so may anybody who forges a tap.
    """

    label: str
    data: str | None = None
    url: str | None = None
    inline_query: str | None = None


Buttons = Sequence[Sequence[Button]]
"""Rows of buttons; at most two a row on a small phone."""


def rows_of(buttons: Iterable[Button], width: int = 1) -> list[list[Button]]:
    """Buttons in rows of that many."""
    listed = list(buttons)
    return [listed[at : at + width] for at in range(0, len(listed), width)]


@dataclass(frozen=True, slots=True)
class Text:
    """A new message."""

    body: Body
    buttons: Buttons = ()
    to: int | None = None
    """Another chat than the one the update came from."""
    quotes: bool = False
    """Shown as a reply to the person's message: then a later tap on it still knows what they asked."""
    expects: str | None = None
    """Ask for an answer: the reply to this message goes to that route, `<route>:<arguments>`."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The message whose button was tapped, changed."""

    body: Body
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A file for this chat."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Toast:
    """A line that appears for a moment after a tap; with `alert`, until it is closed."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that can be chosen in inline mode and is then sent to the chat."""

    id: str
    title: str
    description: str
    body: Body
    buttons: Buttons = ()


@dataclass(frozen=True, slots=True)
class Results:
    """What inline mode offers."""

    results: Sequence[Result]


Reply = Text | Edit | Document | Toast | Results
Replies = Sequence[Reply]
