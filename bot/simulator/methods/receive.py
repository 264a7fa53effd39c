"""Methods by which the bot gets its updates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..call import Call
from ..errors import bad_request
from . import method

if TYPE_CHECKING:
    from ..server import Simulator

Json = dict[str, Any]
_SECRET = re.compile(r"^[A-Za-z0-9_\-]{0,256}$")


@method("getUpdates")
async def get_updates(sim: Simulator, call: Call) -> list[Json]:
    """What happened since; an offset confirms all before it."""
    _allow(sim, call)
    limit = call.integer("limit", 100)
    return await sim.world.updates.poll(
        call.integer("offset"), min(limit, 100) if limit > 0 else 100, min(max(call.integer("timeout"), 0), 50)
    )


@method("setWebhook")
async def set_webhook(sim: Simulator, call: Call) -> bool:
    """Updates go to an address from now on; an empty one ends that."""
    url = call.text("url")
    if not url:
        await _back_to_polling(sim, call)
        return True
    # Telegram itself insists on https; a Bot API server of one's own, which this is, takes http as well.
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.text("secret_token")
    if not _SECRET.match(secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(sim, call)
    sim.world.updates.end_polling("terminated by setWebhook request")
    if call.boolean("drop_pending_updates"):
        sim.world.updates.drop()
    connections = min(max(call.integer("max_connections", 40), 1), 100)
    await sim.webhook.start(url, secret, connections)
    return True


@method("deleteWebhook")
async def delete_webhook(sim: Simulator, call: Call) -> bool:
    """Updates wait for getUpdates again."""
    await _back_to_polling(sim, call)
    return True


@method("getWebhookInfo")
def get_webhook_info(sim: Simulator, call: Call) -> Json:
    """Where updates go, and how that works out."""
    return sim.webhook.describe()


@method("logOut")
def log_out(sim: Simulator, call: Call) -> bool:
    """Only a move to another server would need this."""
    return True


@method("close")
async def close(sim: Simulator, call: Call) -> bool:
    """Only a move to another server would need this."""
    return True


async def _back_to_polling(sim: Simulator, call: Call) -> None:
    await sim.webhook.stop()
    if call.boolean("drop_pending_updates"):
        sim.world.updates.drop()


def _allow(sim: Simulator, call: Call) -> None:
    allowed = call.json("allowed_updates")
    if isinstance(allowed, list):
        sim.world.updates.allowed = tuple(str(kind) for kind in allowed)
