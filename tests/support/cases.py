"""The small cases of the shared data, each with a right value: where they lie, and how one is loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from shared_data import SHARED

from srmlib.load.publish import load_extract
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.workspace import Workspace

CASES = SHARED / "cases"


def case_names() -> list[str]:
    """The cases of figures and those of cost, none where the shared data is not at hand."""
    return sorted(
        str(file.parent.relative_to(CASES))
        for pattern in ("*/README.txt", "cost/*/README.txt")
        for file in CASES.glob(pattern)
    )


def case_folder(name: str) -> Path:
    if not CASES.is_dir():
        pytest.skip("the small cases are not at hand (cases under shared/data)")
    return CASES / name


def case_home(name: str, root: Path) -> Workspace:
    """A workspace with what was agreed in the case and its rates; nothing is loaded yet."""
    folder, workspace = case_folder(name), Workspace(root / "home")
    data = workspace.root / "data"
    (data / "definitions").mkdir(parents=True)
    if (folder / "definitions.yaml").is_file():
        shutil.copy(folder / "definitions.yaml", data / "definitions/case.yaml")
    if name.startswith("cost/"):
        # Cases of cost state both as a workspace has them, under the name of their source.
        for kind in ("definitions", "rates"):
            if (folder / kind).is_dir():
                shutil.copytree(folder / kind, data / kind, dirs_exist_ok=True)
    elif (folder / "rates").is_dir():
        shutil.copytree(folder / "rates", data / "rates/case")
    return workspace


def load_case(name: str, root: Path) -> Workspace:
    """The case's extract as the current snapshot of a workspace. Raises as a load does."""
    workspace = case_home(name, root)
    load_extract(workspace, str(case_folder(name) / "source"), case_folder(name) / "files")
    return workspace


def open_case(name: str, root: Path) -> Snapshot:
    """The case's snapshot, open to ask; to be closed by `with`. Raises as a load does."""
    return open_snapshot(load_case(name, root))
