"""Two small snapshots: a key supplier, and one of whom the extract says next to nothing."""

import pytest
from partner_world import KEY
from small_world import small_world


@pytest.fixture(scope="session")
def key(tmp_path_factory):
    with small_world(tmp_path_factory.mktemp("key"), **KEY) as snapshot:
        yield snapshot


@pytest.fixture(scope="session")
def bare(tmp_path_factory):
    suppliers = [{"supplier_id": "S-1", "name": "Harrow"}]
    with small_world(tmp_path_factory.mktemp("bare"), suppliers=suppliers) as snapshot:
        yield snapshot
