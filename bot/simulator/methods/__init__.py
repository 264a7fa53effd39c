"""The methods of the Bot API, found by their names. Each module of this folder adds its own."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..call import Call
    from ..server import Simulator

Handler = Callable[["Simulator", "Call"], Any | Awaitable[Any]]

_HANDLERS: dict[str, Handler] = {}
_NAMES: dict[str, str] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Declares the function that answers a method; names are read without regard to capitals."""

    def declare(handler: Handler) -> Handler:
        _HANDLERS[name.lower()] = handler
        _NAMES[name.lower()] = name
        return handler

    return declare


def find(name: str) -> Handler | None:
    """The function that answers a method."""
    return _HANDLERS.get(name.lower())


def written(name: str) -> str:
    """A method's name as the documentation writes it."""
    return _NAMES.get(name.lower(), name)


def load() -> None:
    """Imports every module of this folder."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
