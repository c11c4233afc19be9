"""A register of each test's own, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import postgresql
import pytest

from srmlib.register import Register

ABSENT = (
    "PostgreSQL is not installed: the register is tested on SQLite alone. Install Debian's package"
    " postgresql, or let `make postgresql` do it."
)


class Clock:
    """A clock that a test sets; it goes on by a second each time it is read."""

    def __init__(self, start: datetime):
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 10, 13, 8, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    folder = postgresql.programs()
    if folder is None:
        pytest.skip(ABSENT)
    with postgresql.server(folder) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a register may be made: nothing is there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/data/register.sqlite"
    return postgresql.empty_database(request.getfixturevalue("postgresql_server"))


@pytest.fixture
def register(url: str, clock: Clock) -> Register:
    return Register(url, clock)
