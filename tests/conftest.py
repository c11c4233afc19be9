"""What tests share: the real data set where it is at hand, a home with the sample world, and a home with SCMS."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from srmlib.calendar import Quarter
from srmlib.home import PROJECT, Home
from srmlib.sample_world import write_sample
from srmlib.snapshot import load_extract, open_snapshot

SHARED = Path(os.environ.get("SRM_SHARED", PROJECT.parent / "shared")) / "data"


@pytest.fixture(scope="session")
def scms_files() -> Path:
    """The real SCMS extract."""
    folder = SHARED / "scms"
    if not folder.is_dir():
        pytest.skip(f"the real SCMS extract is not at hand ({folder.name} under shared/data)")
    return folder


@pytest.fixture(scope="session")
def scms_home(scms_files, tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("scms_home"))
    load_extract(home, "scms", scms_files)
    return home


@pytest.fixture(scope="session")
def scms(scms_home):
    with open_snapshot(scms_home) as snapshot:
        yield snapshot


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory) -> Home:
    home = Home(tmp_path_factory.mktemp("sample_home"))
    write_sample(home.sample)
    load_extract(home, "sample", home.sample)
    return home


@pytest.fixture(scope="session")
def sample(sample_home):
    with open_snapshot(sample_home) as snapshot:
        yield snapshot


@pytest.fixture
def quarter():
    return Quarter.parse
