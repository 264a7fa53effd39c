"""The control API under /sim: everything that the page, tests, soak and bench do to the simulator."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from . import acts, faults, view
from .errors import ApiError
from .people import visitor
from .posting import Refused
from .script import save
from .state import Chat, Settings

if TYPE_CHECKING:
    from .server import Simulator

Json = dict[str, Any]
_LONGEST_WAIT = 55.0


class _Wrong(Exception):
    """A request that makes no sense, in one sentence."""


class Control:
    """The routes, each a few lines over what the rest of the package does."""

    def __init__(self, sim: Simulator) -> None:
        self.sim = sim
        self.world = sim.world

    async def info(self, request: Request) -> Any:
        """Which simulator this is; `instance` changes when it is started anew."""
        return {"instance": self.world.instance, "bot": self.world.bot, "settings": asdict(self.world.settings)}

    async def people(self, request: Request) -> Any:
        """Everybody, with the groups they sit in."""
        return {
            "instance": self.world.instance,
            "people": [{**p.to_dict(), "last": _last(self.world.chats[p.id])} for p in self.world.people.values()],
            "groups": [
                {
                    "id": chat.id,
                    "title": chat.title,
                    "members": [m for m in chat.members if m in self.world.people],
                    "last": _last(chat),
                }
                for chat in self.world.chats.values()
                if not chat.is_private
            ],
        }

    async def add_people(self, request: Request) -> Any:
        """One person or a list of them."""
        values = await _json(request)
        added = [visitor(value) for value in (values if isinstance(values, list) else [values])]
        for person in added:
            self.world.add_person(person)
        return [person.to_dict() for person in added]

    async def add_group(self, request: Request) -> Any:
        """A group of people and the bot."""
        values = await _json(request)
        members = [int(member) for member in values.get("members", [])]
        if unknown := [member for member in members if member not in self.world.people]:
            raise _Wrong(f"nobody has the id {unknown[0]}")
        group = self.world.add_group(
            str(values.get("title") or "Grup"), members, str(values.get("type") or "supergroup")
        )
        return group.describe()

    async def act(self, request: Request) -> Any:
        """One act or a list of acts; a list is done in order and answered by a list."""
        order = await _json(request)
        if isinstance(order, list):
            return [acts.act(self.world, one) for one in order]
        return acts.act(self.world, order)

    async def chat(self, request: Request) -> Any:
        """A chat as somebody sees it, after at most `wait` seconds as soon as it is newer than `since`."""
        chat = self._chat(request.path_params["chat"])
        since, wait = int(request.query_params.get("since", 0)), float(request.query_params.get("wait", 0))
        person = request.query_params.get("person")
        if request.query_params.get("instance", self.world.instance) != self.world.instance:
            since = 0
        if 0 < since <= chat.revision:
            await chat.wait(since, min(wait, _LONGEST_WAIT))
        return view.chat_view(self.world, chat, int(person) if person else None, since)

    async def script(self, request: Request) -> Response:
        """The conversation of one person as a script to be replayed."""
        chat = self._chat(request.path_params["chat"])
        person = self.world.people[int(request.query_params.get("person", chat.id))]
        name = f"percakapan-{person.first_name.split()[0].lower()}.yaml"
        return Response(
            save(person, chat),
            media_type="application/yaml; charset=utf-8",
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
        )

    async def deliveries(self, request: Request) -> Any:
        """What the bot delivered, in order: in one chat, or in each."""
        chat = request.query_params.get("chat")
        if chat is not None:
            return self.world.delivered.get(int(chat), [])
        return {str(number): messages for number, messages in self.world.delivered.items()}

    async def statistics(self, request: Request) -> Any:
        """Counts."""
        return view.statistics(self.world)

    async def reset_statistics(self, request: Request) -> Any:
        """Counts from nought again."""
        self.world.calls.clear()
        self.world.answers.clear()
        self.world.delivered.clear()
        updates = self.world.updates
        updates.created = updates.confirmed = updates.given_again = 0
        return {}

    async def list_faults(self, request: Request) -> Any:
        """The faults in force."""
        return [order.describe() for order in self.sim.faults.orders if not order.over]

    async def add_fault(self, request: Request) -> Any:
        """Orders a fault."""
        return self.sim.faults.add(faults.fault(await _json(request))).describe()

    async def clear_faults(self, request: Request) -> Any:
        """Ends all faults."""
        self.sim.faults.clear()
        return {}

    async def settings(self, request: Request) -> Any:
        """Changes settings by name; `token` revokes the old one."""
        values = await _json(request)
        kinds = {field.name: type(getattr(self.world.settings, field.name)) for field in fields(Settings)}
        for name, value in values.items():
            if name == "token":
                self.world.token = str(value)
            elif name in kinds:
                setattr(self.world.settings, name, kinds[name](value))
            else:
                raise _Wrong(f"there is no setting {name}")
        return asdict(self.world.settings)

    async def file(self, request: Request) -> Response:
        """A file that was sent, for the page to show or save."""
        stored = self.world.files.get(request.path_params["file_id"])
        shown = stored.mime if stored.mime in ("image/png", "image/jpeg", "image/gif") else "application/octet-stream"
        return Response(stored.data, media_type=shown, headers={"X-Content-Type-Options": "nosniff"})

    def _chat(self, number: str) -> Chat:
        chat = self.world.chats.get(int(number))
        if chat is None:
            raise _Wrong("there is no such chat")
        return chat


def _last(chat: Chat) -> Json:
    return {"count": chat.arrived, "text": chat.last_words}


def _endpoint(handler: Callable[[Request], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            result = await handler(request)
        except (_Wrong, Refused, ValueError, TypeError, KeyError, AttributeError) as error:
            return JSONResponse({"error": str(error) or type(error).__name__}, 400)
        except ApiError as error:
            return JSONResponse({"error": error.description}, error.code)
        return result if isinstance(result, Response) else JSONResponse(result)

    return answer


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body() or b"{}")
    except ValueError:
        raise _Wrong("the body is no JSON") from None


def control_routes(sim: Simulator) -> list[BaseRoute]:
    """All paths of the control API."""
    control = Control(sim)
    return [
        Route(path, _endpoint(handler), methods=[verb])
        for verb, path, handler in (
            ("GET", "/sim/info", control.info),
            ("GET", "/sim/people", control.people),
            ("POST", "/sim/people", control.add_people),
            ("POST", "/sim/groups", control.add_group),
            ("POST", "/sim/acts", control.act),
            ("GET", "/sim/chats/{chat}", control.chat),
            ("GET", "/sim/chats/{chat}/script", control.script),
            ("GET", "/sim/deliveries", control.deliveries),
            ("GET", "/sim/statistics", control.statistics),
            ("DELETE", "/sim/statistics", control.reset_statistics),
            ("GET", "/sim/faults", control.list_faults),
            ("POST", "/sim/faults", control.add_fault),
            ("DELETE", "/sim/faults", control.clear_faults),
            ("POST", "/sim/settings", control.settings),
            ("GET", "/sim/files/{file_id}", control.file),
        )
    ]
