"""Addresses in links and buttons: what Telegram takes for one, and the form in which it shows it again."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"^[^\s/?#@:\\<>\"]+$")
_USER = re.compile(r"^tg://user\?id=(\d+)$", re.IGNORECASE)
_DEEP = re.compile(r"^(tg|ton|tonsite):(//)?[a-z0-9]", re.IGNORECASE)


def user_id(url: str) -> int | None:
    """The person that `tg://user?id=…` stands for."""
    found = _USER.match(url.strip())
    return int(found[1]) if found else None


def checked(url: str) -> str | None:
    """The address as Telegram keeps it (scheme added, host in small letters), or None when it is none."""
    url = url.strip()
    if _DEEP.match(url):
        return url
    if "://" not in url:
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    if parts.scheme.lower() not in ("http", "https") or not _HOST.match(host):
        return None
    # Telegram wants a dot in the name; a plain word such as "x" is no address to it.
    if "." not in host.strip(".") and host != "localhost":
        return None
    login = parts.netloc.rpartition("@")[0]
    netloc = (f"{login}@" if login else "") + host + (f":{port}" if port is not None else "")
    rest = url.partition("://")[2][len(parts.netloc) :]
    if not rest.startswith("/"):
        rest = f"/{rest}"
    return f"{parts.scheme.lower()}://{netloc}{rest}"
