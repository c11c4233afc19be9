"""The index of a quarter: which reports are there, which failed and why. `index.json` for programs,
`index.html` for people.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from srmlib.facts import Supplier
from srmlib.numbers import count_words
from srmlib.reports.publish import command_for, slug, versions, write_atomically
from srmlib.reports.templating import render, style_sheet
from srmlib.rules.calendar import Quarter
from srmlib.words.page import card_words, closing_words


class Outcome(Protocol):
    """What a run says of one supplier: the folder of its new version, or a reason."""

    @property
    def supplier(self) -> Supplier: ...
    @property
    def folder(self) -> Path | None: ...
    @property
    def reason(self) -> str | None: ...


def write_index(
    folder: Path,
    quarter: Quarter,
    snapshot_id: str,
    as_of: date,
    outcomes: Sequence[Outcome],
    audience: str = "shared",
) -> Path:
    """Write index.json and index.html of a quarter's folder; suppliers this run did not touch keep
    their entry. Returns the page's path.
    """
    entries = {entry["supplier_id"]: entry for entry in _earlier(folder)}
    entries |= {
        outcome.supplier.supplier_id: _entry(folder, outcome, snapshot_id, audience)
        for outcome in outcomes
    }
    suppliers = sorted(
        entries.values(), key=lambda entry: (entry["name"].casefold(), entry["supplier_id"])
    )
    index = {
        "quarter": quarter.label,
        "snapshot": snapshot_id,
        "as_of": as_of.isoformat(),
        "suppliers": suppliers,
    }
    rows = [_row(folder, quarter, entry) for entry in suppliers]
    page = render(
        "index.html.j2",
        quarter=quarter,
        snapshot_id=snapshot_id,
        as_of=as_of,
        headline=_headline(quarter, suppliers, audience),
        rows=rows,
        closing=closing_words([row["facts"] for row in rows if row["facts"]]),
        without=sum(row["facts"] is None for row in rows),
        style=style_sheet(),
    )
    write_atomically(
        folder / "index.json", (json.dumps(index, indent=1, ensure_ascii=False) + "\n").encode()
    )
    write_atomically(folder / "index.html", page.encode())
    return folder / "index.html"


def _earlier(folder: Path) -> list[dict]:
    """The entries of runs before, without those whose reports somebody has removed."""
    path = folder / "index.json"
    if not path.is_file():
        return []
    return [
        entry
        for entry in json.loads(path.read_text(encoding="utf-8"))["suppliers"]
        if (folder / (entry["path"] or entry["last_good"] or "index.json")).is_file()
    ]


def _entry(folder: Path, outcome: Outcome, snapshot_id: str, audience: str) -> dict:
    supplier = outcome.supplier
    older = versions(folder / slug(supplier.supplier_id))
    newest = None
    if older:
        newest = f"{older[-1][1].relative_to(folder).as_posix()}/report.html"
    status, path, last_good = "done", newest, None
    if outcome.reason:
        status, path, last_good = "failed", None, newest
    return {
        "supplier_id": supplier.supplier_id,
        "name": supplier.name,
        "status": status,
        "reason": outcome.reason,
        "path": path,
        "last_good": last_good,
        "category": supplier.category,
        "snapshot": snapshot_id,
        "audience": audience,
    }


def _headline(quarter: Quarter, suppliers: list[dict], audience: str) -> str:
    failed = sum(entry["status"] == "failed" for entry in suppliers)
    done = len(suppliers) - failed
    said = f"{count_words(done, 'report')} for {quarter}; all done"
    if failed:
        said = (
            f"{done} of {count_words(len(suppliers), 'report')} for {quarter} done, {failed} failed"
        )
    if audience == "internal":
        said += ". Internal: these pages name other suppliers and are not handed on"
    return said


def _row(folder: Path, quarter: Quarter, entry: dict) -> dict:
    """One row of the page: the entry, with the numbers its newest report holds."""
    command = command_for(quarter.label, entry["supplier_id"], entry.get("audience", "shared"))
    path = entry["path"] or entry["last_good"]
    row = entry | {"command": command, "report": path}
    if not path:
        return row | {"folder": None, "facts": None, "cards": {}}
    facts = json.loads((folder / path).with_name("report.json").read_text(encoding="utf-8"))
    return row | {
        "folder": path.rpartition("/")[0],
        "facts": facts,
        "cards": card_words(facts),
    }
