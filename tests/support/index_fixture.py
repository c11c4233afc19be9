"""Reports of invented suppliers as the index reads them, and the index made of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace

from pages import tree

from srmlib.facts import Supplier
from srmlib.reports.index import write_index
from srmlib.reports.publish import slug
from srmlib.rules.calendar import Quarter

QUARTER = Quarter.parse("2026Q3")
SNAPSHOT = "2026-10-02-aaaaaaaaaaaa"
AS_OF = date(2026, 10, 2)


def metric(metric_id: str = "D1", **other) -> dict:
    """A metric of report.json: 34 of 39 lines on time, in full; 90 % the quarter before."""
    return {
        "id": metric_id,
        "name": "On time, in full",
        "unit": "%",
        "better": "up",
        "state": "ok",
        "text": "87.2%",
        "value": 87.1795,
        "numerator": 34,
        "denominator": 39,
        "n": 39,
        "rests_on": "39 lines",
        "goal": 95,
        "verdict": "missed_clear",
        "quarters_met": [0, 8],
        "previous": 90.0,
        "change_chance": 0.4,
        "disputed": None,
    } | other


FREIGHT = {"id": "freight_duty", "name": "Freight", "state": "amount", "coverage": 1.0}
PRICE = {"id": "price", "name": "Purchase price", "state": "amount", "coverage": 1.0}


def cost(price: str = "158210.40", total: str = "189612.51", **other) -> dict:
    return {
        "currency": "EUR",
        "price": price,
        "total": total,
        "elements": [PRICE, FREIGHT],
        "added_by_cause": {"theirs": "22480.00", "ours": "1400.00"},
    } | other


def report(*metrics: dict, ours: tuple[dict, ...] = (), **other) -> dict:
    return {
        "metrics": list(metrics),
        "our_part": list(ours),
        "cost": cost(),
        "disputes": [],
        "as_of": "2026-10-02",
        "snapshot": SNAPSHOT,
        "buyer_name": "Tarn Pumps",
    } | other


@dataclass(frozen=True)
class Run:
    supplier: Supplier
    folder: Path | None
    reason: str | None = None


def supplier(
    name: str, category: str | None = "Castings", supplier_id: str = ""
) -> Supplier:
    return Supplier(supplier_id or f"id {name}", name, "outside", category, None)


def made(folder: Path, one: Supplier, block: dict | str | None) -> Run:
    """A finished run: its report.json holds the block, or the text as it stands, or is not there."""
    version = folder / slug(one.supplier_id) / "v1"
    version.mkdir(parents=True)
    (version / "report.html").write_text("<p>a report</p>", encoding="utf-8")
    if block is not None:
        text = block if isinstance(block, str) else json.dumps(block)
        (version / "report.json").write_text(text, encoding="utf-8")
    return Run(one, version)


def written(folder: Path, *runs: Run, snapshot: str = SNAPSHOT, audience: str = "shared"):
    """The page as text and tree, and index.json."""
    page = write_index(folder, QUARTER, snapshot, AS_OF, runs, audience)
    text = page.read_text(encoding="utf-8")
    entries = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return SimpleNamespace(text=text, root=tree(text), json=entries)
