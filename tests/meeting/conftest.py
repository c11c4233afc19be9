"""A review to be held, made once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from review_world import World, review_world

from srmlib.meeting.review import Review
from srmlib.workspace import Workspace


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> World:
    return review_world(tmp_path_factory.mktemp("review"))


@pytest.fixture
def world(made: World, tmp_path: Path) -> World:
    """As made, in a folder of its own."""
    shutil.copytree(made.home.root, tmp_path / "home")
    return World(Workspace(tmp_path / "home"), made.sealed)


@pytest.fixture
def open_one(world: World) -> Iterator[Callable[..., Review]]:
    """Opens the review, as often as asked; its snapshots are closed at the end."""
    opened: list[Review] = []

    def review(**more: object) -> Review:
        opened.append(world.review(**more))
        return opened[-1]

    yield review
    for one in opened:
        one.quarter.close()


@pytest.fixture
def review(open_one: Callable[..., Review]) -> Review:
    return open_one()
