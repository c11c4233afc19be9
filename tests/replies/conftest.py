"""A workspace in which a form was sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from reply_room import Room, room_in


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return room_in(tmp_path / "home")
