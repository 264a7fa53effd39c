"""An upgraded database of each kind, with a key for its encrypted columns."""

from collections.abc import AsyncIterator

import pytest

from db import migrations
from db.session import Sessions, create_engine, create_sessions
from db.types import use_keys
from tests.conftest import FIELD_KEY


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    use_keys([FIELD_KEY])
    engine = create_engine(database_url)
    await migrations.upgrade(engine)
    yield create_sessions(engine)
    await engine.dispose()
