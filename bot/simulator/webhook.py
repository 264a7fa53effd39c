"""Pushing updates to the bot's own address: one chat in order, many chats side by side, again until it answers 2xx."""

from __future__ import annotations

import asyncio
import json
import time
from collections import deque
from typing import Any

import aiohttp

from .state import World

Json = dict[str, Any]
_LONGEST_PAUSE = 60.0
_PATIENCE = aiohttp.ClientTimeout(total=60)


def chat_of(update: Json) -> int:
    """Whose turn it concerns: updates of one chat follow each other, also when one has to be sent again."""
    for content in update.values():
        if isinstance(content, dict):
            message = content.get("message", content)
            if "chat" in message:
                return int(message["chat"]["id"])
            if "from" in content:
                return int(content["from"]["id"])
    return 0


class Webhook:
    """At most `max_connections` requests at a time, one for each chat."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.url = ""
        self.connections = 40
        self._headers: dict[str, str] = {}
        self._lanes: dict[int, deque[Json]] = {}
        self._failures: dict[int, int] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self._last_error: tuple[int, str] | None = None

    def describe(self) -> Json:
        """The Bot API's WebhookInfo."""
        info: Json = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates.pending),
        }
        if self.url:
            info["max_connections"] = self.connections
        if self.world.updates.allowed:
            info["allowed_updates"] = list(self.world.updates.allowed)
        if self._last_error:
            info["last_error_date"], info["last_error_message"] = self._last_error
        return info

    async def start(self, url: str, secret: str, connections: int) -> None:
        """Begins to push, with everything that is still waiting."""
        await self.stop()
        self.url = self.world.updates.webhook_url = url
        self.connections = connections
        self._headers = {"Content-Type": "application/json"}
        if secret:
            self._headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        self._session = aiohttp.ClientSession(
            timeout=_PATIENCE, connector=aiohttp.TCPConnector(limit=connections), cookie_jar=aiohttp.DummyCookieJar()
        )
        self._ready = asyncio.Queue()
        self._lanes = {}
        self._failures = {}
        for update in self.world.updates.pending.values():
            self.add(update)
        self.world.updates.on_new = self.add
        for _ in range(connections):
            self._keep(asyncio.create_task(self._work(self._session)))

    async def stop(self) -> None:
        """Stops pushing; what was not taken waits."""
        self.url = self.world.updates.webhook_url = ""
        self.world.updates.on_new = None
        self._last_error = None
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def add(self, update: Json) -> None:
        """Puts an update behind the earlier ones of its chat."""
        key = chat_of(update)
        lane = self._lanes.get(key)
        if lane is None:
            self._lanes[key] = deque([update])
            self._ready.put_nowait(key)
        else:
            lane.append(update)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, session: aiohttp.ClientSession) -> None:
        while True:
            key = await self._ready.get()
            lane = self._lanes[key]
            update = lane[0]
            if await self._push(session, update):
                self._failures.pop(key, None)
                self.world.updates.done(update["update_id"])
                lane.popleft()
                if lane:
                    self._ready.put_nowait(key)
                else:
                    del self._lanes[key]
                continue
            failed = self._failures[key] = self._failures.get(key, 0) + 1
            pause = min(self.world.settings.webhook_retry * 2 ** min(failed - 1, 10), _LONGEST_PAUSE)
            self._keep(asyncio.create_task(self._later(key, pause)))

    async def _later(self, key: int, pause: float) -> None:
        await asyncio.sleep(pause)
        self._ready.put_nowait(key)

    async def _push(self, session: aiohttp.ClientSession, update: Json) -> bool:
        self.world.updates.note_given(update["update_id"])
        try:
            body = json.dumps(update).encode()
            async with session.post(self.url, data=body, headers=self._headers) as answer:
                await answer.read()
                if 200 <= answer.status < 300:
                    return True
                reason = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            reason = "Connection timed out" if isinstance(error, TimeoutError) else "Connection refused"
        self._last_error = (int(time.time()), reason)
        return False
