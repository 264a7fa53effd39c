"""Methods that answer a tap or an inline query."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from .. import markup, messages, texts
from ..call import Call
from ..errors import QUERY_TOO_OLD, bad_request
from . import method

if TYPE_CHECKING:
    from ..server import Simulator

MAX_RESULTS = 50


@method("answerCallbackQuery")
def answer_callback_query(sim: Simulator, call: Call) -> bool:
    """Ends the waiting of a button, with a toast, an alert or nothing."""
    tap = sim.world.taps.get(call.text("callback_query_id"))
    if tap is None or tap.answered or time.monotonic() - tap.at > sim.world.settings.tap_lifetime:
        raise bad_request(QUERY_TOO_OLD)
    text = texts.clean(call.text("text"))
    texts.within(text, 200, "MESSAGE_TOO_LONG")
    tap.answered = True
    chat = sim.world.chats[tap.chat]
    if text:
        chat.journal.append((tap.person, {"alert" if call.boolean("show_alert") else "toast": text}))
    chat.toasts.append(
        {
            "query_id": call.text("callback_query_id"),
            "person": tap.person,
            "message_id": tap.message_id,
            "text": text,
            "alert": call.boolean("show_alert"),
            "url": call.text("url"),
            "revision": chat.touch(),
        }
    )
    return True


@method("answerInlineQuery")
def answer_inline_query(sim: Simulator, call: Call) -> bool:
    """Offers results under what somebody types."""
    query = sim.world.inline_queries.get(call.text("inline_query_id"))
    if query is None or query.results is not None or time.monotonic() - query.at > sim.world.settings.tap_lifetime:
        raise bad_request(QUERY_TOO_OLD)
    results = call.json("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results JSON object")
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    query.results = [_result(result) for result in results]
    if len({result["id"] for result in results}) < len(results):
        query.results = None
        raise bad_request("RESULT_ID_DUPLICATE")
    query.next_offset = call.text("next_offset")
    query.button = call.json("button")
    query.revision = sim.world.chats[query.chat].touch()
    return True


def _result(result: Any) -> dict[str, Any]:
    """An offered result, with the message that it would become."""
    if not isinstance(result, dict) or not result.get("type"):
        raise bad_request("can't parse inline query result: InlineQueryResult must be an Object")
    identity = result.get("id")
    if not isinstance(identity, str) or not 0 < len(identity.encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if result["type"] != "article":
        raise bad_request("can't parse inline query result: the simulator shows articles only")
    if not result.get("title"):
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("can't parse inline query result: Input message content is not specified")
    text, found = messages.format_text(
        str(content["message_text"]), str(content.get("parse_mode") or ""), content.get("entities")
    )
    if not text:
        raise bad_request("MESSAGE_EMPTY")
    texts.within(text, messages.MAX_TEXT, "MESSAGE_TOO_LONG")
    keyboard = markup.inline_only(markup.checked(result.get("reply_markup")))
    return {
        "id": identity,
        "title": str(result["title"]),
        "description": str(result.get("description") or ""),
        "message": {"text": text, "entities": found, **({"reply_markup": keyboard} if keyboard else {})},
    }
