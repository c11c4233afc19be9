"""What a metric means for a pair of firms: goal, red limit, smallest n, switches, versions,
signatures. Data, kept in `data/definitions/`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from srmlib.errors import DefinitionError, UsageError
from srmlib.rules.calendar import Quarter
from srmlib.rules.checking import (
    Name,
    Stated,
    Text,
    at_line,
    expectation,
    expected,
    nearest,
    printable,
    yaml_of,
)
from srmlib.rules.metric import Metric, MetricFile, Noun, goal_fault, read_metrics
from srmlib.rules.switches import Basis

BASES = ("agreed", "buyer", "supplier")
# What a metric can be counted on: nobody states the version before, it follows from the others.
COUNTED_BASES = (*BASES, "before")
# What makes a version agreed; it holds for that version alone and is never handed on to the next.
SIGNATURES = ("signed_by_buyer", "signed_by_supplier", "agreed_on", "note")
OUR_PART = "Our part"
# Marks of partnering stand beside the metrics: srmlib.partnering.marks reads them.
PARTNERING = "partnering"
# How messages call the file of what is agreed, where nothing says which it is.
AGREED = "A file of definitions"


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
    agreed one is always there. `matures_after` is how many days after its end a quarter placed by
    cohort is only so far. `before` is the version before, null for the first; `proposed` a
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
    matures_after: int | None = None
    applies: bool = True
    owner_buyer: str | None = None
    owner_supplier: str | None = None
    agreed_on: date | None = None
    signed_by_buyer: str | None = None
    signed_by_supplier: str | None = None
    note: str | None = None
    switches: Mapping[str, Basis] = field(default_factory=dict)
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
    def is_by_cohort(self) -> bool:
        """Whether rows stand with the goods or the order they are about, so that later ones restate
        quarters that are over.
        """
        cohort = self.metric.cohort.items()
        return any(self.agreed.get(switch) in choices for switch, choices in cohort)

    def mature_on(self, quarter: Quarter) -> date | None:
        """The day from which on a quarter is no longer only so far; null where rows are not placed
        by cohort.
        """
        if not self.is_by_cohort or self.matures_after is None:
            return None
        return quarter.until + timedelta(days=self.matures_after)

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
        return dict(self.switches) | changed

    def choices_of(self, basis: str) -> Basis:
        """Raises UsageError for a basis that is not stated."""
        if basis not in COUNTED_BASES:
            raise UsageError(
                f"'{basis}' is no basis, expected {', '.join(COUNTED_BASES[:-1])} or"
                f" {COUNTED_BASES[-1]}.\nCorrect the name."
            )
        if basis not in self.bases:
            stated = ", ".join(self.bases)
            raise UsageError(
                f"The basis '{basis}' of {self.metric_id} is not stated, expected one of"
                f" {stated}.\nState its switches in data/definitions/ and load again."
            )
        return self.bases[basis]


Number = Annotated[float, expected("a number")]
Whole = Annotated[int, Field(ge=1), expected("a number without decimals, at least 1")]
Known = Annotated[
    str | None, expected("a text or nothing", lambda text: not text or bool(text.strip()))
]
KnownDay = Annotated[date | None, expected("a date such as 2026-01-31")]


class StatedVersion(Stated):
    """What each key of a version may hold. Its switches are checked against the metric's."""

    name: Annotated[Name, expected("a name on one line")] = ""
    goal: Number = 0
    red_limit: Number = 0
    stretch: Number | None = None
    min_n: Whole = 1
    min_exposure: Whole | None = None
    matures_after: Whole | None = None
    unit_decimals: Annotated[
        int, Field(ge=0, le=6), expected("a number of decimals from 0 to 6")
    ] = 0
    formula: Annotated[Text, expected("a text that is not empty")] = ""
    counts: Annotated[Text, expected("a text that is not empty")] = ""
    version: Whole = 1
    valid_from: KnownDay = None
    applies: Annotated[bool, expected("true or false")] = True
    owner_buyer: Known = None
    owner_supplier: Known = None
    agreed_on: KnownDay = None
    signed_by_buyer: Known = None
    signed_by_supplier: Known = None
    note: Known = None
    # It belongs to the metric; what is none is told as such.
    better: Annotated[Literal["up", "down"], expected("up or down")] = "up"


@dataclass(frozen=True)
class _Part:
    """What a file of definitions states under some keys, and where: for messages."""

    stated: Any
    file: str
    text: str
    keys: tuple[str | int, ...] = ()

    @classmethod
    def of(cls, text: str, file: str) -> _Part:
        return cls(yaml_of(text, file, DefinitionError), file, text)

    def under(self, key: str) -> _Part:
        return replace(self, stated=self.mapping().get(key), keys=(*self.keys, key))

    def mapping(self) -> Read:
        """What is stated, as keys with their values."""
        if self.stated is not None and not isinstance(self.stated, dict):
            raise DefinitionError(
                f"{self.place(': ')} is '{printable(self.stated)}', expected keys with their"
                " values.\nCorrect it there."
            )
        return self.stated or {}

    def versions(self) -> list[_Part]:
        """A list holds versions; anything else is the only one."""
        if self.stated is None:
            return []
        if not isinstance(self.stated, list):
            return [self]
        return [
            replace(self, stated=version, keys=(*self.keys, number))
            for number, version in enumerate(self.stated)
        ]

    def place(self, between: str, key: str | None = None) -> str:
        """File, line of the key, and the names that lead there: `erp.yaml, line 7: D1, buyer`."""
        keys = self.keys if key is None else (*self.keys, key)
        names = [str(one) for one in self.keys if isinstance(one, str)]
        if "switches" in names[:-1]:
            names.remove("switches")
        return between.join(
            filter(None, [at_line(self.file, self.text, keys), _names_said(names)])
        )

    def fault(self, key: str, words: str, fix: str) -> DefinitionError:
        return DefinitionError(f"{self.place(': ', key)}: {words}\n{fix}")


def _names_said(names: list[str]) -> str:
    """
    >>> _names_said(["pairs", "4711", "D1", "switches"]), _names_said(["pairs"])
    ('pairs 4711, D1: switches', 'pairs')
    """
    said = ", ".join(names)
    if names[:1] == ["pairs"]:
        said = said.replace(", ", " ", 1)
    if names[-1:] == ["switches"]:
        said = said.removesuffix(", switches") + ": switches"
    return said


@lru_cache(maxsize=256)  # every bridge and explanation asks again, and reading YAML is slow
def parse_definitions(
    files: tuple[MetricFile, ...],
    agreed: str = "",
    supplier_id: str | None = None,
    as_of: date | None = None,
    place: str = AGREED,
) -> tuple[Definition, ...]:
    """The definitions in force on a day: the records of the metrics, and what is agreed on top of
    them, a YAML text; in printed order. `place` is how messages call the file of that text.

    What is agreed with one supplier stands under `pairs` and goes before what is agreed with all.
    Each is a record or a list of versions; a version says only what changes from the one before.
    Raises DefinitionError for an unknown metric, key, switch, basis or supplier.
    """
    metrics = read_metrics(files)
    with_all = _Part.of(agreed, place)
    with_one = _pairs(with_all).under(supplier_id or "")
    for part, besides in ((with_all, {"pairs", PARTNERING}), (with_one, {PARTNERING})):
        for metric_id in part.mapping():
            if metric_id not in {*metrics, *besides}:
                known = ", ".join(metrics)
                raise part.fault(
                    metric_id,
                    f"'{printable(metric_id)}' is no metric, expected one of {known}.",
                    "Correct the name.",
                )
    return tuple(
        _in_force(
            metric,
            _versions(with_all.under(metric_id)),
            _versions(with_one.under(metric_id)),
            as_of,
        )
        for metric_id, metric in metrics.items()
    )


def suppliers_with_own_definitions(agreed: str, place: str = AGREED) -> list[str]:
    return list(_pairs(_Part.of(agreed, place)).mapping())


def _pairs(agreed: _Part) -> _Part:
    pairs = agreed.under("pairs")
    for supplier_id in pairs.mapping():
        if not isinstance(supplier_id, str):
            raise pairs.fault(
                supplier_id,
                f"{printable(supplier_id)} is no text, expected a supplier's id.",
                "Put it in quotes, with all its zeros.",
            )
    return pairs


def _versions(metric: _Part) -> list[_Part]:
    versions = metric.versions()
    days = [version.mapping().get("valid_from") for version in versions]
    for version, day in zip(versions, days, strict=True):
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            raise version.fault(
                "valid_from",
                f"valid_from is '{printable(day)}', expected a date such as 2026-01-31.",
                "Correct it there.",
            )
    for (_, before), (version, day) in pairwise(zip(versions, days, strict=True)):
        if day is None or (before is not None and day <= before):
            expected = f"expected a day after {before}" if before else "expected a date"
            raise version.fault(
                "valid_from",
                f"valid_from of a later version is '{day or ''}', {expected}.",
                "List the versions in their order, each with its day.",
            )
    return versions


def _in_force(
    metric: Metric, with_all: Sequence[_Part], with_one: Sequence[_Part], as_of: date | None
) -> Definition:
    """The last version in force, with those before it behind it. What is agreed with one supplier
    begins a series of its own.
    """
    stated = _defaults(metric)
    definition = _definition(metric, stated, None)
    for versions in (with_all, with_one):
        is_first = True
        for part in versions:
            _check(metric, part)
            version = part.mapping()
            starts = version.get("valid_from")
            if as_of and starts and starts > as_of:
                continue
            carried = {key: value for key, value in stated.items() if key not in SIGNATURES}
            new = (
                carried
                | version
                | {"switches": _merged(stated.get("switches"), version.get("switches"))}
            )
            _check_goal(metric, part, new)
            read = _definition(metric, new, None if is_first else definition)
            if definition.is_signed and not read.is_signed and read.applies:
                # What both firms signed holds until both have signed something else.
                definition = replace(definition, proposed=read.version)
                continue
            stated = new
            definition = read
            is_first = False
    return definition


def _defaults(metric: Metric) -> Read:
    """What holds where nothing is agreed."""
    agreeable = {field.name for field in fields(Definition)} & set(Metric.model_fields)
    stated = {key: getattr(metric, key) for key in agreeable - {"switches"}}
    return stated | {"unit_decimals": metric.decimals}


def _merged(before: Read | None, now: Read | None) -> Read:
    before = before or {}
    now = now or {}
    return {
        basis: (before.get(basis) or {}) | (now.get(basis) or {})
        for basis in dict.fromkeys([*before, *now])
    }


def _check(metric: Metric, part: _Part) -> None:
    """What one version states, key by key."""
    version = part.mapping()
    agreeable = {f.name for f in fields(Definition)} - {"metric", "before", "proposed"}
    fixed = set(Metric.model_fields) - agreeable - {"id", "sql"}
    if unknown := set(version) - agreeable - fixed:
        key = min(unknown, key=str)
        raise part.fault(
            key,
            f"'{printable(key)}' is no part of a definition, {nearest(key, sorted(agreeable))}",
            "Correct or remove it.",
        )
    _check_values(part)
    _check_switches(metric, part.under("switches"))
    if belonging := set(version) & fixed:
        key = min(belonging)
        raise part.fault(
            key,
            f"'{key}' belongs to the metric itself and cannot be agreed otherwise.",
            "Remove it.",
        )


def _check_values(part: _Part) -> None:
    version = part.mapping()
    known = {
        key: value for key, value in version.items() if key in StatedVersion.model_fields
    }
    try:
        StatedVersion.model_validate(known)
    except ValidationError as found:
        lines = []
        for fault in found.errors(include_url=False):
            key = str(fault["loc"][0])
            words = f"{key} is '{printable(version[key])}', expected {expectation(fault)}."
            lines.append(f"{part.place(': ', key)}: {words}")
        raise DefinitionError("\n".join([*lines, "Correct it there."])) from found


def _check_switches(metric: Metric, switches: _Part) -> None:
    for basis in switches.mapping():
        if basis not in BASES:
            raise switches.fault(
                basis,
                f"'{printable(basis)}' is no basis, expected one of {', '.join(BASES)}.",
                "Correct the name.",
            )
        choices = switches.under(basis)
        for name, choice in choices.mapping().items():
            if fault := metric.choice_fault(name, choice):
                raise choices.fault(name, fault, "Correct it there.")


def _check_goal(metric: Metric, part: _Part, new: Read) -> None:
    fault = goal_fault(new["goal"], new["red_limit"], metric.better)
    if fault:
        stated = next(
            (key for key in ("goal", "red_limit") if key in part.mapping()), "goal"
        )
        raise part.fault(
            stated, f"{fault}.", "Correct one of them: a scale needs both ends."
        )


def _definition(metric: Metric, stated: Read, before: Definition | None) -> Definition:
    bases = _bases(metric, stated.get("switches") or {})
    # Definitions are handed out again and again: what somebody changes in one, all would read.
    switches = MappingProxyType(
        {name: MappingProxyType(basis) for name, basis in bases.items()}
    )
    return Definition(metric, **stated | {"switches": switches, "before": before})


def _bases(metric: Metric, stated: dict[str, Read]) -> dict[str, Basis]:
    """One basis per firm that states one; buyer and supplier say only where they differ from what
    is agreed.
    """
    agreed = metric.read_basis(stated.get("agreed") or {}, f"{metric.id}, agreed")
    bases = {"agreed": agreed}
    for basis in BASES[1:]:
        if basis in stated:
            own = stated[basis] or {}
            bases[basis] = metric.read_basis(own, f"{metric.id}, {basis}", agreed)
    return bases
