"""One call of the Bot API, with its parameters read as Telegram reads them: everything is text until it is needed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.requests import Request

from .errors import bad_request
from .files import Stored
from .state import Chat, World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the call."""

    data: bytes
    name: str
    mime: str


@dataclass(slots=True)
class Call:
    """Method name in small letters, parameters and files."""

    method: str
    fields: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a parameter is there and not empty."""
        return self.fields.get(name) not in (None, "")

    def text(self, name: str, default: str = "") -> str:
        """A parameter as text."""
        value = self.fields.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        return json.dumps(value)

    def integer(self, name: str, default: int = 0) -> int:
        """A parameter as a whole number; what is none counts as not given, as with Telegram."""
        try:
            return int(self.fields.get(name) or default)
        except (TypeError, ValueError):
            return default

    def boolean(self, name: str) -> bool:
        """A parameter as yes or no."""
        value = self.fields.get(name)
        return value is True or str(value).lower() in ("true", "yes", "1")

    def json(self, name: str, what: str = "") -> Any:
        """A parameter that is itself JSON; None when it is not given."""
        value = self.fields.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {what or name} JSON object") from None

    def chat_id(self) -> int | None:
        """The chat's number, when it is one."""
        try:
            return int(self.fields["chat_id"])
        except (KeyError, TypeError, ValueError):
            return None

    def chat(self, world: World) -> Chat:
        """The chat that the call is about."""
        if not self.has("chat_id"):
            raise bad_request("chat_id is empty")
        number = self.chat_id()
        chat = None if number is None else world.chats.get(number)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def file(self, world: World, name: str, value: Any = None) -> Stored | None:
        """The file in a parameter: uploaded with it, attached elsewhere in the call, or known by its id."""
        given = self.fields.get(name) if value is None else value
        part = name
        if isinstance(given, str) and given.startswith("attach://"):
            part, given = given.removeprefix("attach://"), None
        if (upload := self.uploads.get(part)) is not None:
            return world.files.add(upload.data, upload.name, upload.mime)
        if not given:
            return None
        if str(given).startswith(("http://", "https://")):
            # The simulator never leaves this machine, so to it every address is one that cannot be fetched.
            raise bad_request("failed to get HTTP URL content")
        return world.files.get(str(given))


async def read_call(method: str, scope: Any, receive: Any) -> Call:
    """Reads a call from its request: query string and a JSON, urlencoded or multipart body."""
    call = Call(method.lower())
    if query := scope.get("query_string"):
        call.fields.update(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    if scope["method"] not in ("POST", "PUT"):
        return call
    kind = next((value for name, value in scope["headers"] if name == b"content-type"), b"").lower()
    if kind.startswith(b"multipart/form-data"):
        async with Request(scope, receive).form(max_part_size=1024 * 1024) as form:
            for name, part in form.multi_items():
                if isinstance(part, UploadFile):
                    data = await part.read()
                    mime = part.content_type or "application/octet-stream"
                    call.uploads[name] = Upload(data, part.filename or name, mime)
                else:
                    call.fields[name] = part
        return call
    body = await _body(receive)
    if not body:
        return call
    if kind.startswith(b"application/json"):
        try:
            values = json.loads(body)
        except ValueError:
            raise bad_request("can't parse request JSON object") from None
        if not isinstance(values, dict):
            raise bad_request("JSON object expected in the request")
        call.fields.update(values)
    else:
        call.fields.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return call


async def _body(receive: Any) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    while message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return b"".join(parts)
