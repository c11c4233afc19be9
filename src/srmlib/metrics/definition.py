"""What a metric means for a pair of firms: goal, red limit, smallest n, signatures. Data, kept in `data/definitions/`."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date

import yaml

from srmlib.errors import DefinitionError
from srmlib.snapshot import Snapshot


@dataclass(frozen=True)
class Definition:
    """The agreed record of one metric.

    `goal` and `red_limit` are in the metric's unit. `needs` are the canonical tables, and columns of them, the metric is counted from.
    `unit_decimals` is how many decimals its value is printed with. Unsigned means no verdict colour.
    """

    metric_id: str
    name: str
    group: str
    unit: str
    better: str
    goal: float
    red_limit: float
    min_n: int
    interval_method: str
    needs: tuple[str, ...]
    formula: str
    counts: str
    version: int = 1
    valid_from: date | None = None
    unit_decimals: int = 1
    signed_by_buyer: str | None = None
    signed_by_supplier: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables it needs, each once."""
        return tuple(dict.fromkeys(need.split(".")[0] for need in self.needs))

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_by_buyer and self.signed_by_supplier)


def definitions_of(snapshot: Snapshot) -> list[Definition]:
    """The definitions a snapshot was loaded with, in printed order."""
    default, agreed = json.loads(snapshot.con.execute("SELECT definitions FROM snapshot_info").fetchall()[0][0])
    return parse_definitions(default, agreed)


def parse_definitions(default: str, agreed: str = "") -> list[Definition]:
    """The definition records of two YAML texts: the defaults, overridden by what is agreed.

    Raises DefinitionError for an unknown metric or key.
    """
    records = yaml.safe_load(default)
    known = {field.name for field in fields(Definition)} - {"metric_id"}
    for metric_id, override in (yaml.safe_load(agreed) or {}).items():
        if metric_id not in records:
            raise DefinitionError(f"The agreed definitions: '{metric_id}' is no metric, expected one of {', '.join(records)}.\nCorrect the name.")
        records[metric_id] |= override
    for metric_id, record in records.items():
        unknown = set(record) - known
        if unknown:
            raise DefinitionError(
                f"{metric_id}: '{sorted(unknown)[0]}' is no part of a definition, expected {', '.join(sorted(known))}.\nCorrect or remove it."
            )
        if record["goal"] == record["red_limit"]:
            raise DefinitionError(
                f"{metric_id}: goal and red limit are both {record['goal']}, expected two values.\nA scale needs both ends: agree a red limit."
            )
    return [Definition(metric_id, **record | {"needs": tuple(record["needs"])}) for metric_id, record in records.items()]
