"""A chat as one person sees it, as JSON for the page, the tests and the scripts."""

from __future__ import annotations

import time
from itertools import takewhile
from typing import Any

from .methods.about import description, visible_commands
from .state import Chat, World

Json = dict[str, Any]


def chat_view(world: World, chat: Chat, person: int | None, since: int) -> Json:
    """What is new after `since` (0: everything): messages as in the Bot API, toasts, keyboard, commands, typing."""
    if since < chat.cleared or since > chat.revision:
        since = 0
    viewer = world.people.get(person if person is not None else chat.id)
    language = viewer.language_code if viewer else ""
    number = viewer.id if viewer else 0
    return {
        "instance": world.instance,
        "chat": chat.describe(),
        "revision": chat.revision,
        "whole": since == 0,
        "messages": [_message(chat, message) for message in chat.changed_since(since)],
        "gone": [message_id for revision, message_id in chat.gone if revision > since],
        "toasts": [
            toast
            for toast in takewhile(lambda toast: toast["revision"] > since, reversed(chat.toasts))
            if person is None or toast["person"] == person
        ][::-1],
        "keyboard": chat.keyboard,
        "typing": chat.typing if chat.typing_until > time.monotonic() else "",
        "blocked": chat.blocked,
        "commands": visible_commands(world, chat, number, language),
        "description": description(world, language),
        "inline": [
            {
                "query_id": key,
                "person": query.person,
                "query": query.query,
                "next_offset": query.next_offset,
                "button": query.button,
                "results": query.results,
            }
            for key, query in ((key, world.inline_queries[key]) for key in chat.typed.values())
            if query.results is not None and query.revision > since and (person is None or query.person == person)
        ],
    }


def _message(chat: Chat, message: Json) -> Json:
    reactions = chat.reactions.get(message["message_id"])
    return {**message, "reactions": reactions} if reactions else message


def statistics(world: World) -> Json:
    """Counts over all chats since the start or the last reset."""
    texts: dict[int, int] = {}
    for chat, messages in world.delivered.items():
        repeated = len(messages) - len({(message["method"], message["text"]) for message in messages})
        if repeated:
            texts[chat] = repeated
    updates = world.updates
    return {
        "calls": dict(world.calls),
        "answers": dict(world.answers),
        "updates": {
            "created": updates.created,
            "pending": len(updates.pending),
            "confirmed": updates.confirmed,
            "given_again": updates.given_again,
        },
        "delivered": sum(map(len, world.delivered.values())),
        "duplicates": sum(texts.values()),
        "duplicates_by_chat": texts,
    }
