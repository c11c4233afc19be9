"""What a metric means for a pair of firms: goal, red limit, smallest n, switches, signatures. Data, kept in `data/definitions/`."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from datetime import date

import duckdb
import yaml

from srmlib.errors import DefinitionError

BASES = ("agreed", "buyer", "supplier")
CHOICES = {
    "due": ("requested", "first_confirmed", "last_confirmed"),
    "place": ("posted", "dock", "shipped"),
    "partials": ("last", "first"),
    "overdue": ("miss", "ignored"),
    "unit": ("line", "quantity", "value"),
}


@dataclass(frozen=True)
class Switches:
    """How a delivery is read. The order of the fields is the printed order of a bridge.

    `due`: the date that counts (an extract's one promised date stands in for all three). `place`: where goods count as received.
    `early_days` and `late_days`: the window around the due date; None allows any day early. `full_percent`: the share of the ordered
    quantity that makes a line full; 0 takes any quantity. `partials`: the receipt that decides. `overdue`: lines of which nothing came.
    `unit`: what is counted.
    """

    due: str = "last_confirmed"
    place: str = "dock"
    early_days: int | None = None
    late_days: int = 0
    full_percent: int = 100
    partials: str = "last"
    overdue: str = "miss"
    unit: str = "line"

    @classmethod
    def parse(cls, stated: dict, where: str) -> Switches:
        """The default of interfaces.md with what is stated on top. Raises DefinitionError for an unknown switch or choice."""
        known = [f.name for f in fields(cls)]
        for switch, choice in stated.items():
            if switch not in known:
                raise DefinitionError(f"{where}: '{switch}' is no switch, expected one of {', '.join(known)}.\nCorrect the name.")
            allowed = CHOICES.get(switch)
            if choice not in allowed if allowed else not (isinstance(choice, int) or choice is None):
                raise DefinitionError(f"{where}: {switch} is '{choice}', expected {' or '.join(allowed) if allowed else 'a whole number'}.\nCorrect it.")
        return cls(**stated)


@dataclass(frozen=True)
class Definition:
    """The agreed record of one metric.

    `goal` and `red_limit` are in the metric's unit. `needs` are the canonical tables, and columns of them, the metric is counted from.
    `unit_decimals` is how many decimals its value is printed with. Unsigned means no verdict colour. `switches` has one entry per
    basis that is stated; the agreed one is always there for a metric that has switches.
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
    switches: dict[str, Switches] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables it needs, each once."""
        return tuple(dict.fromkeys(need.split(".")[0] for need in self.needs))

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_by_buyer and self.signed_by_supplier)


def definitions_of(con: duckdb.DuckDBPyConnection) -> list[Definition]:
    """The definitions a snapshot was loaded with, in printed order."""
    default, agreed = json.loads(con.execute("SELECT definitions FROM snapshot_info").fetchall()[0][0])
    return parse_definitions(default, agreed)


def parse_definitions(default: str, agreed: str = "") -> list[Definition]:
    """The definition records of two YAML texts: the defaults, overridden by what is agreed.

    Raises DefinitionError for an unknown metric, key, switch or basis.
    """
    try:
        records, overrides = yaml.safe_load(default), yaml.safe_load(agreed) or {}
    except yaml.YAMLError as error:
        raise DefinitionError(f"A file of definitions is no valid YAML: {' '.join(str(error).split())}.\nCorrect it in data/definitions/.") from error
    known = {f.name for f in fields(Definition)} - {"metric_id"}
    for metric_id, override in overrides.items():
        if metric_id not in records:
            raise DefinitionError(f"The agreed definitions: '{metric_id}' is no metric, expected one of {', '.join(records)}.\nCorrect the name.")
        records[metric_id] |= override
    for metric_id, record in records.items():
        unknown = set(record) - known
        if unknown:
            raise DefinitionError(
                f"{metric_id}: '{sorted(unknown)[0]}' is no part of a definition, expected {', '.join(sorted(known))}.\nCorrect or remove it."
            )
        for key in ("goal", "red_limit", "min_n", "version"):
            if not isinstance(record.get(key, 1), int | float):
                raise DefinitionError(f"{metric_id}: {key} is '{record[key]}', expected a number.\nCorrect it in data/definitions/.")
        if record["goal"] == record["red_limit"]:
            raise DefinitionError(
                f"{metric_id}: goal and red limit are both {record['goal']}, expected two values.\nA scale needs both ends: agree a red limit."
            )
    return [
        Definition(metric_id, **record | {"needs": tuple(record["needs"]), "switches": _switches(metric_id, record.get("switches"))})
        for metric_id, record in records.items()
    ]


def _switches(metric_id: str, stated: dict[str, dict] | None) -> dict[str, Switches]:
    """One record per basis stated; buyer and supplier say only where they differ from what is agreed."""
    if stated is None:
        return {}
    unknown = set(stated) - set(BASES)
    if unknown:
        raise DefinitionError(f"{metric_id}: '{min(unknown)}' is no basis, expected one of {', '.join(BASES)}.\nCorrect the name.")
    agreed = stated.get("agreed") or {}
    return {basis: Switches.parse(agreed | (stated.get(basis) or {}), f"{metric_id}, {basis}") for basis in BASES if basis in stated or basis == "agreed"}


def write_bases(con: duckdb.DuckDBPyConnection, bases: dict[str, Switches], supplier_id: str | None = None) -> None:
    """Make the table `bases`: one row of D1's switches per supplier (or the one named) and basis."""
    for name, switches in bases.items():
        con.execute(
            "INSERT INTO bases SELECT supplier_id, ?, ?, ?, ?, ?, ?, ?, ?, ? FROM suppliers WHERE supplier_id = coalesce(?, supplier_id)",
            [name, *asdict(switches).values(), supplier_id],
        )
