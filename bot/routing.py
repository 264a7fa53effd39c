"""The routes of handlers/ as python-telegram-bot's handlers and filters, and as the menu of commands on Telegram."""

import json
from collections.abc import Callable, Coroutine, Iterable
from hashlib import sha256
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Message,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import (
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

import handlers.officer
import handlers.public
from bot.languages import Catalogue, Languages
from bot.log import get_logger, where
from db.models.people import Person, Role
from db.operations.outbox import Outgoing
from handlers.kit.request import Command
from handlers.kit.route import Route, collect

Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]
log = get_logger(__name__)


def routes() -> list[Route]:
    """Every route of the house, in the order of the menu."""
    return collect(handlers.public, handlers.officer)


def commands(routes: Iterable[Route]) -> list[Command]:
    """What help and the menu show."""
    return [
        Command(route.name, route.role, route.help) for route in routes if route.help and "command" in route.handlers
    ]


def telegram_handlers(
    routes: Iterable[Route], callback: Callable[[Route, str], Callback], on_member: Callback, username: str
) -> list[BaseHandler[Any, Any, Any]]:
    """Order matters: the first that wants an update gets it; what none wants is passed over on purpose.

    So are edited messages (their first form was answered), what was sent through an inline bot, posts of channels,
    and in groups whatever does not address the bot.
    """
    routes = list(routes)
    new = filters.UpdateType.MESSAGE & ~filters.VIA_BOT
    addressed = filters.ChatType.PRIVATE | filters.Mention(f"@{username}") | _ReplyToMe()
    found: list[BaseHandler[Any, Any, Any]] = []
    for route in routes:
        if "command" in route.handlers:
            found.append(CommandHandler(route.name, callback(route, "command"), new))
        if "tap" in route.handlers:
            found.append(CallbackQueryHandler(callback(route, "tap"), rf"^{route.name}(:|$)"))
    for kind, make in (
        ("stale", lambda call: CallbackQueryHandler(call)),
        ("inline", lambda call: InlineQueryHandler(call)),
        ("mistyped", lambda call: MessageHandler(new & filters.COMMAND, call)),
        ("text", lambda call: MessageHandler(new & filters.TEXT & addressed, call)),
        ("other", lambda call: MessageHandler(new & addressed & ~filters.StatusUpdate.ALL, call)),
    ):
        found += [make(callback(route, kind)) for route in routes if kind in route.handlers]
    found.append(ChatMemberHandler(on_member, ChatMemberHandler.MY_CHAT_MEMBER))
    return found


class _ReplyToMe(filters.MessageFilter):
    """A reply to a message of this bot."""

    def filter(self, message: Message) -> bool:
        answered = message.reply_to_message
        return bool(answered and answered.from_user and answered.from_user.id == message.get_bot().id)


async def publish(bot: ExtBot[Any], commands: list[Command], languages: Languages) -> None:
    """Set the menu that Telegram shows to everybody, in each language. A menu that fails stops nothing."""
    everybody = [command for command in commands if command.role is Role.PERSON]
    try:
        for language in languages.all:
            code = "" if language is languages.default else language.locale
            shown = [BotCommand(command.name, language.gettext(command.help)) for command in everybody]
            for scope in (BotCommandScopeAllPrivateChats(), BotCommandScopeAllGroupChats()):
                await bot.set_my_commands(shown, scope, code or None)
    except TelegramError as error:
        log.warning("the command menu could not be set", error=where(error))


def own_menu(commands: list[Command], person: Person, chat_id: int, language: Catalogue) -> Outgoing | None:
    """The call that sets the menu of a private chat to its person's role and language, if it is not so already.

    Notes it on the person. Who has no role and chose no language has everybody's menu.
    """
    shown = [
        BotCommand(command.name, language.gettext(command.help)).to_dict()
        for command in commands
        if person.role.includes(command.role)
    ]
    is_everybodys = person.role is Role.PERSON and person.locale is None
    state = None if is_everybodys else sha256(json.dumps(shown).encode()).hexdigest()[:16]
    if state == person.menu:
        return None
    person.menu = state
    scope = BotCommandScopeChat(chat_id).to_dict()
    if is_everybodys:
        return Outgoing(chat_id, "deleteMyCommands", {"scope": scope})
    return Outgoing(chat_id, "setMyCommands", {"commands": shown, "scope": scope})
