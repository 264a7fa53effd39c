"""The chat page: plain files, served with a policy that lets nothing in from outside."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

_FOLDER = Path(__file__).parent / "page"
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


async def _index(request: Request) -> Response:
    return FileResponse(_FOLDER / "index.html", headers=_HEADERS)


async def _asset(request: Request) -> Response:
    # Only names that lie in the folder itself are looked for, so no path leads out of it.
    names = {path.name: path for path in _FOLDER.iterdir() if path.is_file()}
    path = names.get(request.path_params["name"])
    return Response("Not Found", 404) if path is None else FileResponse(path, headers=_HEADERS)


def page_routes() -> list[BaseRoute]:
    """`/` and the files beside it."""
    return [Route("/", _index, methods=["GET"]), Route("/page/{name}", _asset, methods=["GET"])]
