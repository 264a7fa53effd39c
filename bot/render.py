"""Replies to what Telegram takes: HTML, keyboards, lengths. The one place where text is escaped."""

import base64
import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Message,
)
from telegram.constants import InlineKeyboardButtonLimit, MessageLimit

from db.operations.outbox import Outgoing
from handlers.kit.reply import Body, Buttons, Document, Edit, Markdown, Result, Text

_parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline", "code", "fence"])
_MARKS = {"strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>"}
_ANSWER_TO = "tg://answer?to="
_UNSEEN = "\u200b"
_LABEL = 60
"""Signs after which Telegram's apps cut a button's label anyway."""


def outgoing(reply: Text | Edit | Document, chat_id: int, *, tapped: int | None, answers: int | None) -> list[Outgoing]:
    """The calls that show a reply. `tapped` is the message to edit, `answers` the message that may be quoted.

    A text that is too long for one message becomes several, the buttons under the last.
    """
    if isinstance(reply, Document):
        content = base64.b64encode(reply.content).decode()
        return [Outgoing(chat_id, "sendDocument", {"chat_id": chat_id, "filename": reply.name, "document": content})]
    markup = _inline_keyboard(reply.buttons) if reply.buttons else None
    if isinstance(reply, Edit) and tapped is not None:
        params = {"chat_id": chat_id, "message_id": tapped, "text": to_html(reply.body, cut=True)}
        return [Outgoing(chat_id, "editMessageText", params | ({"reply_markup": markup} if markup else {}))]
    target, expects, quotes = chat_id, None, False
    if isinstance(reply, Text):
        target, expects, quotes = reply.to or chat_id, reply.expects, reply.quotes and reply.to in (None, chat_id)
    calls: list[dict[str, Any]] = [{"chat_id": target, "text": part} for part in _parts(reply.body)]
    if quotes and answers is not None:
        calls[0]["reply_parameters"] = {"message_id": answers, "allow_sending_without_reply": True}
    if expects:
        calls[-1]["text"] = f'<a href="{html.escape(_ANSWER_TO + expects)}">{_UNSEEN}</a>{calls[-1]["text"]}'
        calls[-1]["reply_markup"] = ForceReply().to_dict()
    elif markup:
        calls[-1]["reply_markup"] = markup
    return [Outgoing(target, "sendMessage", call) for call in calls]


def expected_by(message: Message) -> str:
    """Whose question a message of ours was: `<route>:<arguments>`, empty when it asked for nothing.

    The message itself says it, in a link over a sign that nobody sees: so it also holds for a copy that a kill
    between sending and marking left behind, and no table has to know it.
    """
    links = [entity.url for entity in message.entities if entity.url and entity.url.startswith(_ANSWER_TO)]
    return links[0].removeprefix(_ANSWER_TO) if links else ""


def inline_result(result: Result) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=result.id,
        title=result.title,
        description=result.description,
        input_message_content=InputTextMessageContent(to_html(result.body, cut=True)),
        reply_markup=InlineKeyboardMarkup(_rows(result.buttons)) if result.buttons else None,
    )


def plain(text: str) -> str:
    """Telegram's HTML without its marks."""
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def to_html(body: Body, *, cut: bool = False) -> str:
    """Paragraphs as Telegram's HTML. With `cut`, one that is too long for a message is shortened, as plain text."""
    text = "\n\n".join(part for part in (_paragraph(part) for part in body) if part)
    if cut and length(plain(text)) > MessageLimit.MAX_TEXT_LENGTH:
        return html.escape(_fit(plain(text), MessageLimit.MAX_TEXT_LENGTH - 1), quote=False) + "…"
    return text


def length(text: str) -> int:
    """As Telegram counts: UTF-16 units."""
    return len(text.encode("utf-16-le", "replace")) // 2


def _parts(body: Body) -> list[str]:
    text = to_html(body)
    rest = plain(text)
    if length(rest) <= MessageLimit.MAX_TEXT_LENGTH:
        return [text]
    parts = []
    while rest:
        part = _fit(rest, MessageLimit.MAX_TEXT_LENGTH)
        parts.append(html.escape(part, quote=False))
        rest = rest[len(part) :].lstrip()
    return parts


def _fit(text: str, most: int) -> str:
    """The longest beginning that fits, ending at a paragraph, a line or a word if there is one in its second half."""
    fitting = text[:most]
    while length(fitting) > most:
        fitting = fitting[: -max(1, (length(fitting) - most) // 2)]
    if len(fitting) == len(text):
        return text
    for gap in ("\n\n", "\n", " "):
        at = fitting.rfind(gap)
        if at > len(fitting) // 2:
            return fitting[:at]
    return fitting


def _paragraph(part: str) -> str:
    # A lone surrogate cannot be sent as UTF-8, and Telegram refuses NUL.
    if isinstance(part, Markdown):
        return _from_markdown(str(part))
    return html.escape(part.encode("utf-8", "replace").decode().replace("\0", ""), quote=False).strip()


@lru_cache(maxsize=2048)
def _from_markdown(source: str) -> str:
    """Blocks become lines: Telegram has no paragraphs, headings or lists of its own."""
    out: list[str] = []
    counters: list[int | None] = []
    for token in _parser.parse(source):
        match token.type:
            case "inline":
                out.append(_inline(token.children or []))
            case "ordered_list_open":
                counters.append(int(token.attrGet("start") or 1))
            case "bullet_list_open":
                counters.append(None)
            case "list_item_open":
                number = counters[-1]
                out.append("• " if number is None else f"{number}. ")
                counters[-1] = None if number is None else number + 1
            case "heading_open":
                out.append("<b>")
            case "heading_close":
                out.append("</b>\n\n")
            case "paragraph_close":
                out.append("\n" if counters else "\n\n")
            case "ordered_list_close" | "bullet_list_close":
                counters.pop()
                out.append("" if counters else "\n")
    return re.sub(r"\n{3,}", "\n\n", "".join(out)).strip()


def _inline(tokens: Iterable[Token]) -> str:
    out: list[str] = []
    for token in tokens:
        match token.type:
            case "link_open":
                out.append(f'<a href="{html.escape(str(token.attrGet("href")))}">')
            case "link_close":
                out.append("</a>")
            case "softbreak" | "hardbreak":
                out.append("\n")
            case other:
                out.append(_MARKS.get(other) or html.escape(token.content, quote=False))
    return "".join(out)


def _inline_keyboard(buttons: Buttons) -> dict[str, Any]:
    return InlineKeyboardMarkup(_rows(buttons)).to_dict()


def _rows(buttons: Buttons) -> Sequence[Sequence[InlineKeyboardButton]]:
    rows = []
    for row in buttons:
        shown = []
        for button in row:
            if button.data is not None and len(button.data.encode()) > InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
                raise ValueError(f"the data of a button is too long: {button.data}")
            label = button.label if len(button.label) <= _LABEL else button.label[: _LABEL - 1] + "…"
            shown.append(
                InlineKeyboardButton(
                    label,
                    callback_data=button.data,
                    url=button.url,
                    switch_inline_query_current_chat=button.inline_query,
                )
            )
        rows.append(shown)
    return rows
