"""run: serve, on Telegram with a token, else in the simulator."""

import asyncio
import contextlib
import signal

import typer

from bot import demo, log, settings
from bot.app import build, running, utcnow
from bot.settings import Settings
from bot.simulator import Simulator
from db.session import create_sessions, transaction

app = typer.Typer()
SIMULATED_TOKEN = "1:simulator"


@app.command()
def run() -> None:
    """Serve until told to stop (SIGTERM or Ctrl-C), then finish what has begun.

    Without TELEGRAM_BOT_TOKEN it opens the simulator: a chat page on LISTEN, http://127.0.0.1:8080 by default.

    Examples:

        python -m bot run

        TELEGRAM_BOT_TOKEN=123456:ABC… python -m bot run

        TELEGRAM_BOT_TOKEN=… WEBHOOK_URL=https://bot.example.org LISTEN=0.0.0.0:8080 python -m bot run
    """
    read = settings.read()
    log.configure(read.log_level, read.log_format)
    asyncio.run(_until_told(read))


async def _until_told(read: Settings) -> None:
    loop = asyncio.get_running_loop()
    serving = asyncio.create_task(_serve(read) if read.telegram_bot_token else _simulate(read))
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await serving


async def _serve(read: Settings) -> None:
    assert read.telegram_bot_token is not None
    bot = build(read, token=read.telegram_bot_token.get_secret_value(), api_url=read.telegram_api_url)
    # Polling needs no port; one that is named is wanted, for health checks.
    async with running(bot, serve=read.webhook_url is not None or read.listen is not None) as work:
        await work


async def _simulate(read: Settings) -> None:
    simulator = Simulator(token=SIMULATED_TOKEN)
    host, port = read.address
    api_url = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"
    bot = build(read, token=SIMULATED_TOKEN, api_url=api_url)
    async with running(bot, serve=True, http_routes=simulator.routes) as work:
        async with transaction(create_sessions(bot.database)) as session:
            await demo.fill(session, utcnow())
        typer.echo(f"The simulator is open: {api_url}  (Ctrl-C ends it)")
        try:
            await work
        finally:
            await simulator.close()
