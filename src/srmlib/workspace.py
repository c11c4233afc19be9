"""The workbook's root folder: where sources, definitions, snapshots, notebooks and reports are
found.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from srmlib.errors import UsageError

# A workspace may be any folder: what it does not hold itself (sources, definitions, notebooks) is taken
# from the project.
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Workspace:
    """Paths of one workbook. Files a workspace lacks are looked up in the project that ships with the
    library.
    """

    root: Path

    @classmethod
    def find(cls, root: str | Path | None = None) -> Workspace:
        """The given folder, else `SRM_HOME`, else the nearest folder upwards that holds `data/`."""
        given = root or os.environ.get("SRM_HOME")
        if given:
            return cls(Path(given).resolve())
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / "data").is_dir():
                return cls(folder)
        return cls(here)

    @property
    def snapshots(self) -> Path:
        return self.root / "data" / "snapshots"

    @property
    def current(self) -> Path:
        return self.root / "data" / "current.json"

    @property
    def register(self) -> Path:
        return self.root / "data" / "register.sqlite"

    @property
    def sample(self) -> Path:
        return self.root / "data" / "sample"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def source(self, name_or_folder: str) -> Path:
        """The folder of a source: a name under `data/sources/`, or a folder that holds
        `source.toml`.
        """
        candidates = [
            folder / "data" / "sources" / name_or_folder for folder in (self.root, PROJECT)
        ]
        candidates.append(Path(name_or_folder).resolve())
        for folder in candidates:
            if (folder / "source.toml").is_file():
                return folder
        known = sorted(
            {
                p.parent.name
                for f in (self.root, PROJECT)
                for p in f.glob("data/sources/*/source.toml")
            }
        )
        raise UsageError(
            f"'{name_or_folder}' is no source: no source.toml was found for it.\nKnown sources:"
            f" {', '.join(known) or 'none'}. Name one of them, or a folder that holds source.toml."
        )

    def shipped(self, relative: str) -> Path:
        """A file of this workspace, or the project's own where this workspace has none."""
        own = self.root / relative
        return own if own.exists() else PROJECT / relative
