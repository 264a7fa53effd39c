"""A route: what a file in handlers/ answers to. Declared beside its handlers, found by walking the folder."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from db.models.people import Role
from handlers.kit.reply import Replies
from handlers.kit.request import Request

Handler = Callable[[Request], Awaitable[Replies]]

KINDS = ("command", "tap", "answer", "text", "inline", "other", "joined", "mistyped", "stale")
"""The functions that a file may define, and what each gets:
command   /<name>, its words in request.text
tap       a button whose data is <name> or <name>:<args>
answer    the reply to a message of ours that expected <name>:<args>
text      any text that nothing else wants (one file in the house)
inline    @bot <text> in any chat (one file)
other     a message without text (one file)
joined    the bot was added to a group (one file)
mistyped  a command that no file has, all of it in request.text (one file)
stale     a button that no file knows any more (one file)
"""
_ONLY_ONE = ("text", "inline", "other", "joined", "mistyped", "stale")


@dataclass(frozen=True, slots=True)
class Route:
    """What a file answers to: its name is the command and the first word of its taps."""

    name: str
    role: Role = Role.PERSON
    help: str | None = None
    """Marked with N_. A command without it works, but no menu names it."""
    order: int = 100
    """Where it stands in the menu of commands, and in help."""
    in_groups: bool = False
    """Whether it may be used in a group: only what shows nothing personal."""
    handlers: Mapping[str, Handler] = field(default_factory=dict)


def collect(*folders: ModuleType) -> list[Route]:
    """Every route of the packages, with its handlers, in the order of the menu.

    Raises ValueError for a file that breaks the rules: a programmer's mistake, told at start-up and by the tests.
    """
    routes: list[Route] = []
    for folder in folders:
        for found in pkgutil.iter_modules(folder.__path__, f"{folder.__name__}."):
            module = importlib.import_module(found.name)
            declared = module.ROUTE
            handlers = {kind: getattr(module, kind) for kind in KINDS if hasattr(module, kind)}
            if not handlers:
                raise ValueError(f"{found.name} defines none of {', '.join(KINDS)}")
            routes.append(
                Route(declared.name, declared.role, declared.help, declared.order, declared.in_groups, handlers)
            )
    names = [route.name for route in routes]
    if len(set(names)) < len(names):
        raise ValueError(f"two routes have one name: {sorted(names)}")
    for kind in _ONLY_ONE:
        if sum(kind in route.handlers for route in routes) > 1:
            raise ValueError(f"more than one route answers to {kind}")
    return sorted(routes, key=lambda route: (route.order, route.name))
