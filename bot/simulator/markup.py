"""Keyboards: which ones Telegram takes, and in what form it gives them back."""

from __future__ import annotations

from typing import Any

from . import links
from .errors import bad_request

Json = dict[str, Any]

_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip
MAX_BUTTONS = 100


def checked(markup: Any) -> Json | None:
    """A reply markup as it is kept. Raises ApiError in Telegram's words for one that it would refuse."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = [[_inline(button) for button in row] for row in _rows(markup["inline_keyboard"], "inline_keyboard")]
        _count(rows)
        return {"inline_keyboard": [row for row in rows if row]}
    if "keyboard" in markup:
        rows = [[_reply(button) for button in row] for row in _rows(markup["keyboard"], "keyboard")]
        _count(rows)
        return {**markup, "keyboard": [row for row in rows if row]}
    if markup.get("remove_keyboard"):
        return {"remove_keyboard": True}
    if markup.get("force_reply"):
        return {**markup, "force_reply": True}
    return None


def inline_only(markup: Json | None) -> Json | None:
    """What an edit may carry: an inline keyboard or none at all; an empty one counts as none."""
    if markup is not None and "inline_keyboard" not in markup:
        raise bad_request("inline keyboard expected")
    return markup if markup and markup["inline_keyboard"] else None


def _rows(rows: Any, name: str) -> list[list[Any]]:
    if not isinstance(rows, list):
        raise bad_request(f'field "{name}" of the ReplyMarkup must be an Array')
    if not all(isinstance(row, list) for row in rows):
        raise bad_request(f'field "{name}" of the ReplyMarkup must be an Array of Arrays')
    return rows


def _count(rows: list[list[Json]]) -> None:
    if sum(map(len, rows)) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")


def _inline(button: Any) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    label = button.get("text")
    if not isinstance(label, str):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not label.strip():
        raise bad_request("inline keyboard button text is empty")
    action = next((name for name in _ACTIONS if button.get(name) is not None), None)
    if action is None or (button[action] == "" and not action.startswith("switch_inline_query")):
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if action == "callback_data" and not 0 < len(str(button[action]).encode("utf-8", "surrogatepass")) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if action == "url":
        return {**button, "url": _address(str(button["url"]))}
    return button


def _address(url: str) -> str:
    if links.user_id(url) is not None:
        return url
    address = links.checked(url)
    if address is not None:
        return address
    scheme = url.partition("://")[0].lower() if "://" in url else ""
    reason = "Unsupported URL protocol" if scheme not in ("", "http", "https") else "Wrong HTTP URL"
    raise bad_request(f"inline keyboard button URL '{url}' is invalid: {reason}")


def _reply(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad_request('can\'t parse keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad_request("keyboard button text is empty")
    return button
