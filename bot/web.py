"""What the bot answers over HTTP: is it alive, is it ready, its numbers; and whatever else is mounted beside."""

import contextlib
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.errors import OperatorError


def app(is_ready: Callable[[], Awaitable[bool]], routes: Sequence[BaseRoute] = ()) -> Starlette:
    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        ready = await is_ready()
        return PlainTextResponse("ready" if ready else "not ready", 200 if ready else 503)

    async def metrics(_request: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    own = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
    return Starlette(routes=[*own, *routes])


def listen(address: tuple[str, int]) -> socket.socket:
    """A listening socket. Raises OperatorError when the address cannot be had."""
    host, port = address
    # The protocol is named, else asyncio leaves Nagle's algorithm on, and each answer takes 40 ms.
    listening = socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise OperatorError(
            f"LISTEN: cannot listen on {host}:{port} ({error.strerror}). Set another, such as LISTEN=127.0.0.1:8090."
        ) from None
    return listening


class Server(uvicorn.Server):
    """uvicorn on a socket of ours. Signals are the process' business, not the server's."""

    def __init__(self, app: Starlette, listening: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        )
        self._listening = listening

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def answer(self) -> None:
        """Until stopped."""
        await self.serve(sockets=[self._listening])

    def stop(self) -> None:
        self.should_exit = True
