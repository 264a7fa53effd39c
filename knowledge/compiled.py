"""The engine, built once for each state of the knowledge base and kept in a file: learning takes seconds."""

import hashlib
import os
import pickle
import platform
from contextlib import suppress
from pathlib import Path

from knowledge.library import Library
from knowledge.load import PACKAGE
from knowledge.search import Engine

KINDS = ("*.md", "*.yaml", "*.py")


def engine(library: Library, cache: Path | None, root: Path = PACKAGE) -> Engine:
    """The engine for what `root` holds: from the cache file when that was made from the very same files, else built.

    The cache is a pickle: it must lie where nobody else can write, as the database does. One that cannot be read or
    written is done without.
    """
    if cache is None:
        return Engine(library)
    fingerprint = _fingerprint(root)
    with suppress(Exception), cache.open("rb") as file:  # whatever is wrong with a cache, it is only a cache
        if file.read(len(fingerprint)) == fingerprint:
            found = pickle.load(file)
            if isinstance(found, Engine):
                return found
    built = Engine(library)
    with suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        half = cache.with_suffix(f".{os.getpid()}")
        half.write_bytes(fingerprint + pickle.dumps(built, protocol=pickle.HIGHEST_PROTOCOL))
        half.replace(cache)  # at once: another process must never read half a file
    return built


def _fingerprint(root: Path) -> bytes:
    """Of every file that the engine is made from, our code among them, and of the Python that reads the pickle."""
    digest = hashlib.sha256(platform.python_version().encode())
    for path in sorted(path for kind in KINDS for path in root.rglob(kind)):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.digest()
