"""The simulator put together: the Bot API, the control API and the chat page as routes of one Starlette app."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import logging
import re
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from . import methods
from .call import Call, read_call
from .errors import ApiError
from .faults import Fault, Faults, RateLimit
from .people import PEOPLE, Visitor
from .state import World
from .webhook import Webhook

_log = logging.getLogger(__name__)
_TOKEN = re.compile(r"^[1-9]\d*:[\w\-]+$")
# Methods that count for Telegram's limits.
_LIMITED = ("send", "editmessage", "copymessage", "forwardmessage")
_HANG_AT_MOST = 3600.0


class Simulator:
    """One bot's Telegram. `routes` can be mounted into an app of one's own; `close()` ends what runs beside it."""

    def __init__(
        self,
        people: Sequence[Visitor] = PEOPLE,
        *,
        token: str = "1:simulator",
        username: str = "desmigratif_bot",
        name: str = "Desmigratif",
        latency_ms: float = 0.0,
        rate: bool = False,
    ) -> None:
        if not _TOKEN.match(token):
            raise ValueError("a token is a number, a colon, and letters or digits: 1:x")
        methods.load()
        self.world = World(people, token=token, username=username, name=name)
        self.world.settings.latency_ms = latency_ms
        self.world.settings.rate = rate
        self.faults = Faults()
        self.rate = RateLimit()
        self.webhook = Webhook(self.world)

    @property
    def routes(self) -> list[BaseRoute]:
        """Bot API, files, control API, page."""
        from .control import control_routes
        from .pages import page_routes

        return [
            Route("/bot{token}/{method}", endpoint=BotApi(self)),
            Route("/file/bot{token}/{path:path}", endpoint=self._download, methods=["GET"]),
            *control_routes(self),
            *page_routes(),
        ]

    def app(self) -> Starlette:
        """The simulator alone."""
        return Starlette(routes=self.routes, lifespan=self._lifespan)

    async def close(self) -> None:
        """Ends pushing, and lets go whoever waits for news, so that the server can end at once."""
        await self.webhook.stop()
        self.world.updates.release()
        for chat in self.world.chats.values():
            chat.release()

    @contextlib.asynccontextmanager
    async def _lifespan(self, app: Starlette) -> AsyncIterator[None]:
        yield
        await self.close()

    async def _download(self, request: Request) -> Response:
        refusal = self.check_token(request.path_params["token"])
        parts = request.path_params["path"].split("/")
        try:
            if refusal is not None:
                raise refusal
            stored = self.world.files.get(parts[1] if len(parts) > 1 else "")
        except ApiError as error:
            return Response(json.dumps(error.body()), error.code, media_type="application/json")
        return Response(stored.data, media_type="application/octet-stream")

    def check_token(self, token: str) -> ApiError | None:
        """Telegram's answer to a wrong token; None for the right one."""
        if token == self.world.token:
            return None
        return ApiError(401, "Unauthorized") if _TOKEN.match(token) else ApiError(404, "Not Found")


class BotApi:
    """The Bot API as a bare ASGI app: this is what a load test waits for, so nothing stands between."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answers one call."""
        sim, world = self.sim, self.sim.world
        name = scope["path_params"]["method"]
        call = Call(name.lower())
        order: Fault | None = None
        try:
            refusal = sim.check_token(scope["path_params"]["token"])
            if refusal is not None:
                raise refusal
            call = await read_call(name, scope, receive)
            world.calls[methods.written(name)] += 1
            order = sim.faults.take(call.method, call.chat_id())
            if order is not None and not order.after and await _misbehave(order, receive, send):
                world.answers["cut off"] += 1
                return
            status, body = 200, await self._result(call)
            if order is not None and order.after and await _misbehave(order, receive, send):
                world.answers["cut off"] += 1
                return
        except ApiError as error:
            status, body = error.code, json.dumps(error.body()).encode()
        except Exception:
            _log.exception("the simulator failed at %s", name)
            status, body = 500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
        world.answers[str(status)] += 1
        if world.settings.latency_ms:
            await asyncio.sleep(world.settings.latency_ms / 1000)
        await _answer(send, status, body)

    async def _result(self, call: Call) -> bytes:
        handler = methods.find(call.method)
        if handler is None:
            raise ApiError(404, "Not Found: method not found")
        if self.sim.world.settings.rate and call.method.startswith(_LIMITED) and call.method != "sendchataction":
            chat = call.chat_id()
            if chat is not None:
                self.sim.rate.check(chat, time.monotonic())
        result = handler(self.sim, call)
        if inspect.isawaitable(result):
            result = await result
        return b'{"ok":true,"result":' + json.dumps(result).encode() + b"}"


async def _answer(send: Any, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _misbehave(order: Fault, receive: Any, send: Any) -> bool:
    """Carries out a fault. True when there is nothing more to answer; raises ApiError for a refusal."""
    if order.delay_ms:
        await asyncio.sleep(order.delay_ms / 1000)
    refusal = order.refusal()
    if refusal is not None:
        raise refusal
    if order.kind == "delay":
        return False
    if order.kind == "hang":
        await _until_gone(receive)
    # A promised body that does not come: the server closes the connection, and the caller sees it break.
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
    return True


async def _until_gone(receive: Any) -> None:
    """Waits until the caller gives up."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_HANG_AT_MOST):
            while (await receive())["type"] != "http.disconnect":
                pass


def build(people: Sequence[Visitor] = PEOPLE, *, token: str = "1:simulator", **options: Any) -> Starlette:
    """The simulator as an app of its own; the options are those of `Simulator`."""
    return Simulator(people, token=token, **options).app()
