"""What a metric means for a pair of firms: goal, red limit, smallest n, switches, versions,
signatures. Data, kept in `data/definitions/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from math import isfinite
from typing import Any

import yaml

from srmlib.errors import DefinitionError, UsageError
from srmlib.rules.metric import Metric, MetricFile, Noun, goal_fault, read_metrics
from srmlib.rules.switches import Basis

BASES = ("agreed", "buyer", "supplier")
# What makes a version agreed; it holds for that version alone and is never handed on to the next.
SIGNATURES = ("signed_by_buyer", "signed_by_supplier", "agreed_on", "note")
OUR_PART = "Our part"


# What a file of definitions states, not yet checked.
Read = dict[str, Any]


@dataclass(frozen=True)
class Definition:
    """What two firms agreed about one metric, in the version in force; what the metric is stands in
    its record, `metric`.

    `goal`, `red_limit` and `stretch` are in the metric's unit. `unit_decimals` is how many decimals
    its value is printed with. Unsigned means no verdict colour; `applies` false means that the two
    firms agreed to leave the metric out. Fewer rows than `min_n` are not judged, unless the
    denominator reaches `min_exposure`. `switches` has one basis per firm that states one; the
    agreed one is always there. `before` is the version before, null for the first; `proposed` a
    later version that not both firms have signed: it does not hold yet.
    """

    metric: Metric
    name: str
    goal: float
    red_limit: float
    min_n: int
    formula: str
    counts: str
    version: int = 1
    valid_from: date | None = None
    unit_decimals: int = 1
    stretch: float | None = None
    min_exposure: int | None = None
    applies: bool = True
    owner_buyer: str | None = None
    owner_supplier: str | None = None
    agreed_on: date | None = None
    signed_by_buyer: str | None = None
    signed_by_supplier: str | None = None
    note: str | None = None
    switches: dict[str, Basis] = field(default_factory=dict)
    before: Definition | None = None
    proposed: int | None = None

    @property
    def metric_id(self) -> str:
        return self.metric.id

    @property
    def group(self) -> str:
        return self.metric.group

    @property
    def unit(self) -> str:
        return self.metric.unit

    @property
    def better(self) -> str:
        return self.metric.better

    @property
    def needs(self) -> tuple[str, ...]:
        return self.metric.needs

    @property
    def is_ratio(self) -> bool:
        return self.metric.is_ratio

    @property
    def multiplier(self) -> int:
        return self.metric.multiplier

    @property
    def row(self) -> Noun:
        return self.metric.row

    @property
    def tables(self) -> tuple[str, ...]:
        """The canonical tables it needs, each once."""
        return tuple(dict.fromkeys(need.split(".")[0] for need in self.needs))

    @property
    def is_signed(self) -> bool:
        return bool(self.signed_by_buyer and self.signed_by_supplier)

    @property
    def is_ours(self) -> bool:
        """True for what the buyer does and the supplier feels."""
        return self.group == OUR_PART

    @property
    def is_as_usual(self) -> bool:
        """True when every switch of the agreed basis stands as its `counts` describe it."""
        return self.agreed == self.metric.default_basis

    @property
    def agreed(self) -> Basis:
        return self.switches["agreed"]

    @property
    def bases(self) -> dict[str, Basis]:
        """Every basis the metric is counted on: agreed, the firms' own where stated, and `before`
        where the version before read otherwise.
        """
        changed = (
            {"before": self.before.agreed}
            if self.before and self.before.agreed != self.agreed
            else {}
        )
        return self.switches | changed

    def choices_of(self, basis: str) -> Basis:
        """Raises UsageError for a basis that is not stated."""
        if basis not in self.bases:
            stated = ", ".join(self.bases)
            raise UsageError(
                f"The basis '{basis}' of {self.metric_id} is not stated, expected one of"
                f" {stated}.\nState its switches in data/definitions/ and load again."
            )
        return self.bases[basis]


@lru_cache(maxsize=256)  # every bridge and explanation asks again, and reading YAML is slow
def parse_definitions(
    files: tuple[MetricFile, ...],
    agreed: str = "",
    supplier_id: str | None = None,
    as_of: date | None = None,
) -> tuple[Definition, ...]:
    """The definitions in force on a day: the records of the metrics, and what is agreed on top of
    them, a YAML text; in printed order.

    What is agreed with one supplier stands under `pairs` and goes before what is agreed with all.
    Each is a record or a list of versions; a version says only what changes from the one before.
    Raises DefinitionError for an unknown metric, key, switch, basis or supplier.
    """
    metrics, overrides = read_metrics(files), _read(agreed)
    pairs = _pairs(overrides.pop("pairs", None))
    own = _mapping(f"pairs, {supplier_id}", pairs.get(supplier_id or ""))
    for stated in (overrides, own):
        for metric_id in stated:
            if metric_id not in metrics:
                raise DefinitionError(
                    f"The agreed definitions: '{metric_id}' is no metric, expected one of"
                    f" {', '.join(metrics)}.\nCorrect the name."
                )
    return tuple(
        _in_force(
            metric,
            _versions(metric_id, overrides.get(metric_id)),
            _versions(metric_id, own.get(metric_id)),
            as_of,
        )
        for metric_id, metric in metrics.items()
    )


def suppliers_with_own_definitions(agreed: str) -> list[str]:
    return list(_pairs(_read(agreed).get("pairs")))


def _read(text: str) -> Read:
    try:
        return _mapping("A file of definitions", yaml.load(text, Loader=yaml.CSafeLoader))
    except yaml.YAMLError as error:
        raise DefinitionError(
            f"A file of definitions is no valid YAML: {' '.join(str(error).split())}.\nCorrect it"
            " in data/definitions/."
        ) from error


def _mapping(where: str, stated: object) -> Read:
    if stated is not None and not isinstance(stated, dict):
        raise DefinitionError(
            f"{where} is '{stated}', expected keys with their values.\nCorrect it in"
            " data/definitions/."
        )
    return stated or {}


def _pairs(stated: object) -> Read:
    pairs = _mapping("pairs", stated)
    for supplier_id in pairs:
        if not isinstance(supplier_id, str):
            raise DefinitionError(
                f"pairs: {supplier_id} is no text, expected a supplier's id.\nPut it in quotes,"
                " with all its zeros."
            )
    return pairs


def _versions(metric_id: str, stated: Read | list[Read] | None) -> list[Read]:
    if stated is None:
        return []
    versions = [
        _mapping(metric_id, version)
        for version in (stated if isinstance(stated, list) else [stated])
    ]
    days = [version.get("valid_from") for version in versions]
    for day in days:
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise DefinitionError(
                f"{metric_id}: valid_from is '{day}', expected a date such as 2026-01-31.\nCorrect"
                " it in data/definitions/."
            )
    for before, day in pairwise(days):
        if day is None or (before is not None and day <= before):
            expected = f"expected a day after {before}" if before else "expected a date"
            raise DefinitionError(
                f"{metric_id}: valid_from of a later version is '{day or ''}', {expected}.\nList"
                " the versions in their order, each with its day."
            )
    return versions


def _in_force(
    metric: Metric, with_all: Sequence[Read], with_one: Sequence[Read], as_of: date | None
) -> Definition:
    """The last version in force, with those before it behind it. What is agreed with one supplier
    begins a series of its own.
    """
    stated = _defaults(metric)
    definition = _definition(metric, stated, None)
    for versions in (with_all, with_one):
        is_first = True
        for version in versions:
            _check_keys(metric, version)
            starts = version.get("valid_from")
            if as_of and starts and starts > as_of:
                continue
            carried = {key: value for key, value in stated.items() if key not in SIGNATURES}
            new = (
                carried
                | version
                | {"switches": _merged(stated.get("switches"), version.get("switches"))}
            )
            read = _definition(metric, new, None if is_first else definition)
            if definition.is_signed and not read.is_signed and read.applies:
                # What both firms signed holds until both have signed something else.
                definition = replace(definition, proposed=read.version)
                continue
            stated, definition, is_first = new, read, False
    return definition


def _defaults(metric: Metric) -> Read:
    """What holds where nothing is agreed."""
    agreeable = {field.name for field in fields(Definition)} & set(Metric.model_fields)
    stated = {key: getattr(metric, key) for key in agreeable - {"switches"}}
    return stated | {"unit_decimals": metric.decimals}


def _merged(before: Read | None, now: Read | None) -> Read:
    before, now = before or {}, now or {}
    return {
        basis: (before.get(basis) or {}) | (now.get(basis) or {})
        for basis in dict.fromkeys([*before, *now])
    }


def _check_keys(metric: Metric, version: Read) -> None:
    agreeable = {f.name for f in fields(Definition)} - {"metric", "before", "proposed"}
    fixed = set(Metric.model_fields) - agreeable - {"id", "sql"}
    unknown = set(version) - agreeable - fixed
    if unknown:
        raise DefinitionError(
            f"{metric.id}: '{min(unknown)}' is no part of a definition, expected"
            f" {', '.join(sorted(agreeable))}.\nCorrect or remove it."
        )
    for key in ("goal", "red_limit", "stretch", "min_n", "min_exposure", "version"):
        number = version.get(key, 1)
        may_be_null = number is None and key in ("stretch", "min_exposure")
        if not may_be_null and (
            isinstance(number, bool) or not isinstance(number, int | float) or not isfinite(number)
        ):
            raise DefinitionError(
                f"{metric.id}: {key} is '{version[key]}', expected a number.\nCorrect it in"
                " data/definitions/."
            )
    for key, allowed, words in (
        ("better", ("up", "down"), "up or down"),
        ("applies", (True, False), "true or false"),
    ):
        if key in version and version[key] not in allowed:
            raise DefinitionError(
                f"{metric.id}: {key} is '{version[key]}', expected {words}.\nCorrect it in"
                " data/definitions/."
            )
    for basis, choices in _mapping(f"{metric.id}: switches", version.get("switches")).items():
        _mapping(f"{metric.id}, {basis}", choices)
    if belonging := set(version) & fixed:
        raise DefinitionError(
            f"{metric.id}: '{min(belonging)}' belongs to the metric itself and cannot be agreed"
            " otherwise.\nRemove it."
        )


def _definition(metric: Metric, stated: Read, before: Definition | None) -> Definition:
    goal, limit = stated["goal"], stated["red_limit"]
    if fault := goal_fault(goal, limit, metric.better):
        raise DefinitionError(
            f"{metric.id}: {fault}.\nCorrect one of them: a scale needs both ends."
        )
    switches = _bases(metric, stated.get("switches") or {})
    return Definition(metric, **stated | {"switches": switches, "before": before})


def _bases(metric: Metric, stated: dict[str, Read]) -> dict[str, Basis]:
    """One basis per firm that states one; buyer and supplier say only where they differ from what
    is agreed.
    """
    unknown = set(stated) - set(BASES)
    if unknown:
        raise DefinitionError(
            f"{metric.id}: '{min(unknown)}' is no basis, expected one of"
            f" {', '.join(BASES)}.\nCorrect the name."
        )
    agreed = metric.read_basis(stated.get("agreed") or {}, f"{metric.id}, agreed")
    bases = {"agreed": agreed}
    for basis in BASES[1:]:
        if basis in stated:
            own = stated[basis] or {}
            bases[basis] = metric.read_basis(own, f"{metric.id}, {basis}", agreed)
    return bases
