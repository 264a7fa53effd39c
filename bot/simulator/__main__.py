"""`python -m bot.simulator`: the simulator as a process of its own, for tests and load."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
from pathlib import Path

import uvicorn

from .people import PEOPLE, load
from .server import Simulator


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.simulator", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8081, help="0 takes a free one (default: %(default)s)")
    parser.add_argument("--token", default="1:simulator", help="the token that the bot must show")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="how long every answer takes")
    parser.add_argument("--rate", action="store_true", help="refuse what is over Telegram's limits")
    parser.add_argument("--people", type=Path, help="a JSON list of people: id, first_name, language_code, blurb, role")
    return parser.parse_args()


def _listen(host: str, port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only for sockets that name TCP as their protocol, which
    # socket.create_server does not: every answer then takes 40 ms.
    listening = socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


class _Server(uvicorn.Server):
    """Says when it listens, in one line that a script can wait for."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and sockets:
            host, port = sockets[0].getsockname()[:2]
            sys.stdout.write(f"ready http://{host}:{port}\n")
            sys.stdout.flush()


def main() -> int:
    """Serves until it is told to stop; 2 for a wrong argument or a taken port."""
    arguments = _arguments()
    try:
        people = load(arguments.people) if arguments.people else PEOPLE
        sim = Simulator(people, token=arguments.token, latency_ms=arguments.latency_ms, rate=arguments.rate)
        listening = _listen(arguments.host, arguments.port)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"simulator: {error}\n")
        return 2
    config = uvicorn.Config(
        sim.app(), log_level="critical", access_log=False, timeout_graceful_shutdown=1, backlog=1024
    )
    asyncio.run(_Server(config).serve(sockets=[listening]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
