"""The little Markdown that articles may use, and what of it a reader sees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

PARSER = MarkdownIt("commonmark")
ALLOWED = {
    "paragraph_open",
    "paragraph_close",
    "inline",
    "ordered_list_open",
    "ordered_list_close",
    "bullet_list_open",
    "bullet_list_close",
    "list_item_open",
    "list_item_close",
}
ALLOWED_INSIDE = {
    "text",
    "softbreak",
    "hardbreak",
    "strong_open",
    "strong_close",
    "em_open",
    "em_close",
    "link_open",
    "link_close",
}
NAMES = {
    "heading_open": "a heading (only `## ` begins a section)",
    "fence": "a code block",
    "code_block": "a code block (is the line indented by four spaces?)",
    "code_inline": "code",
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "an image",
    "blockquote_open": "a quote",
    "hr": "a rule",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph or list item as it is seen, and the line it begins on, counted from 0."""

    text: str
    line: int


def paragraphs(markdown: str) -> list[Paragraph]:
    """What a reader sees, paragraph by paragraph."""
    return [
        Paragraph(_seen(token.children or []), token.map[0] if token.map else 0)
        for token in PARSER.parse(markdown)
        if token.type == "inline"
    ]


def visible_length(markdown: str) -> int:
    """Length as Telegram counts it (UTF-16 units), with a line break between paragraphs."""
    text = "\n".join(paragraph.text for paragraph in paragraphs(markdown))
    return len(text.encode("utf-16-le")) // 2


def unwanted(markdown: str) -> Iterable[tuple[int, str]]:
    """Line (from 0) and words for each thing that a small phone shows badly, or that is no safe link."""
    lists = 0
    for token in PARSER.parse(markdown):
        line = token.map[0] if token.map else 0
        if token.type in ("ordered_list_open", "bullet_list_open"):
            lists += 1
            if lists == 2:
                yield line, "a list within a list (one level only)"
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            lists -= 1
        if token.type not in ALLOWED and not token.type.endswith("_close"):
            yield line, NAMES.get(token.type, token.type)
        for child in token.children or []:
            if child.type not in ALLOWED_INSIDE:
                yield line, NAMES.get(child.type, child.type)
            elif child.type == "link_open" and not str(child.attrs.get("href", "")).startswith("https://"):
                yield line, f"a link that does not begin with https:// ({child.attrs.get('href')})"
        if token.type == "inline" and "|" in token.content and "|-" in token.content.replace(" ", ""):
            yield line, "a table"


def _seen(tokens: Sequence[Token]) -> str:
    return "".join("\n" if token.type.endswith("break") else token.content for token in tokens)
