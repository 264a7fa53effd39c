"""Telegram on this machine: the Bot API and a chat page, so that the very same bot runs without a token.

`Simulator(people, token=…).routes` go into any Starlette app; `python -m bot.simulator` serves it alone.
"""

from .people import PEOPLE, Visitor
from .server import Simulator, build

__all__ = ["PEOPLE", "Simulator", "Visitor", "build"]
