"""Methods about the bot itself: its name, its commands by scope and language, its menu button."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..call import Call
from ..errors import bad_request
from ..state import Chat, World
from . import method

if TYPE_CHECKING:
    from ..server import Simulator

Json = dict[str, Any]
Key = tuple[str, int, int, str]

_SCOPES = {
    "default": (), "all_private_chats": (), "all_group_chats": (), "all_chat_administrators": (),
    "chat": ("chat_id",), "chat_administrators": ("chat_id",), "chat_member": ("chat_id", "user_id"),
}  # fmt: skip
_COMMAND = re.compile(r"^[a-z0-9_]{1,32}$")
_LANGUAGE = re.compile(r"^(?:[a-z]{2})?$")
MAX_COMMANDS = 100


@method("getMe")
def get_me(sim: Simulator, call: Call) -> Json:
    """Who the bot is."""
    return sim.world.bot


@method("setMyCommands")
def set_my_commands(sim: Simulator, call: Call) -> bool:
    """Declares the commands for a scope and a language."""
    commands = call.json("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    key = _key(sim.world, call)
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    sim.world.commands[key] = [_command(command) for command in commands]
    _everybody_sees(sim.world)
    return True


@method("getMyCommands")
def get_my_commands(sim: Simulator, call: Call) -> list[Json]:
    """The commands of exactly this scope and language."""
    return sim.world.commands.get(_key(sim.world, call), [])


@method("deleteMyCommands")
def delete_my_commands(sim: Simulator, call: Call) -> bool:
    """Takes back the commands of a scope and language, so that wider ones show again."""
    sim.world.commands.pop(_key(sim.world, call), None)
    _everybody_sees(sim.world)
    return True


@method("setMyName")
def set_my_name(sim: Simulator, call: Call) -> bool:
    """The bot's name in a language."""
    return _set(sim.world.profile.name, call, "name", 64)


@method("getMyName")
def get_my_name(sim: Simulator, call: Call) -> Json:
    """The bot's name in a language."""
    default = sim.world.profile.name.get("", sim.world.bot["first_name"])
    return {"name": sim.world.profile.name.get(call.text("language_code"), default)}


@method("setMyDescription")
def set_my_description(sim: Simulator, call: Call) -> bool:
    """What an empty chat shows."""
    return _set(sim.world.profile.description, call, "description", 512)


@method("getMyDescription")
def get_my_description(sim: Simulator, call: Call) -> Json:
    """What an empty chat shows."""
    return {"description": _get(sim.world.profile.description, call.text("language_code"))}


@method("setMyShortDescription")
def set_my_short_description(sim: Simulator, call: Call) -> bool:
    """What the bot's profile shows."""
    return _set(sim.world.profile.short_description, call, "short_description", 120)


@method("getMyShortDescription")
def get_my_short_description(sim: Simulator, call: Call) -> Json:
    """What the bot's profile shows."""
    return {"short_description": _get(sim.world.profile.short_description, call.text("language_code"))}


@method("setChatMenuButton")
def set_chat_menu_button(sim: Simulator, call: Call) -> bool:
    """What the button beside the field of text opens."""
    button = call.json("menu_button") or {"type": "default"}
    if button.get("type") not in ("commands", "default", "web_app"):
        raise bad_request("can't parse menu button: Unsupported menu button type")
    sim.world.menu_buttons[call.integer("chat_id")] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(sim: Simulator, call: Call) -> Json:
    """What the button beside the field of text opens."""
    buttons = sim.world.menu_buttons
    return buttons.get(call.integer("chat_id"), buttons.get(0, {"type": "commands"}))


def visible_commands(world: World, chat: Chat, person: int, language: str) -> list[Json]:
    """The commands that Telegram shows this person here: the narrowest scope wins, then the own language."""
    if chat.is_private:
        scopes = [("chat", chat.id, 0), ("all_private_chats", 0, 0)]
    else:
        scopes = [("chat_member", chat.id, person)]
        administrator = chat.members.get(person) in ("administrator", "creator")
        scopes += [("chat_administrators", chat.id, 0)] if administrator else []
        scopes += [("chat", chat.id, 0)]
        scopes += [("all_chat_administrators", 0, 0)] if administrator else []
        scopes += [("all_group_chats", 0, 0)]
    for scope in (*scopes, ("default", 0, 0)):
        for code in (language, ""):
            if commands := world.commands.get((*scope, code)):
                return commands
    return []


def description(world: World, language: str) -> str:
    """What an empty chat shows in a language."""
    return _get(world.profile.description, language)


def _key(world: World, call: Call) -> Key:
    scope = call.json("scope", "BotCommandScope") or {"type": "default"}
    kind = scope.get("type")
    if kind not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    numbers = {"chat_id": 0, "user_id": 0}
    for name in _SCOPES[kind]:
        try:
            numbers[name] = int(scope[name])
        except (KeyError, TypeError, ValueError):
            raise bad_request(f"can't parse BotCommandScope: Can't find field \"{name}\"") from None
    if numbers["chat_id"] and numbers["chat_id"] not in world.chats:
        raise bad_request("chat not found")
    language = call.text("language_code")
    if not _LANGUAGE.match(language):
        raise bad_request("invalid language code specified")
    return kind, numbers["chat_id"], numbers["user_id"], language


def _command(value: Any) -> Json:
    if not isinstance(value, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name = str(value.get("command", "")).removeprefix("/")
    words = str(value.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not words:
        raise bad_request("command description must be non-empty")
    if len(words) > 256:
        raise bad_request("command description length must not exceed 256")
    if not _COMMAND.match(name):
        raise bad_request("BOT_COMMAND_INVALID")
    return {"command": name, "description": words}


def _everybody_sees(world: World) -> None:
    for chat in world.chats.values():
        chat.touch()


def _set(texts: dict[str, str], call: Call, name: str, limit: int) -> bool:
    value = call.text(name)
    if len(value) > limit:
        raise bad_request(f"{name.upper()}_TOO_LONG")
    if value:
        texts[call.text("language_code")] = value
    else:
        texts.pop(call.text("language_code"), None)
    return True


def _get(texts: dict[str, str], language: str) -> str:
    return texts.get(language, texts.get("", ""))
