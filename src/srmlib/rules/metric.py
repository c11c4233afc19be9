"""What a metric is: one record, `data/definitions/metrics/<ID>.yaml`.

The record says what the metric is called, of what kind it is, what its rows are called and shown
by, and which switches two firms may read differently. What they agree on top of it (goals,
switches, signatures) is `rules.definition`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import AfterValidator, Field, field_validator, model_validator

from srmlib.errors import DefinitionError
from srmlib.rules import schema
from srmlib.rules.checking import (
    AtKey,
    Many,
    Name,
    Stated,
    Text,
    as_name,
    at_line,
    checked,
    expected,
    nearest,
    not_as_expected,
    printable,
    seen,
    text_of,
    yaml_of,
)
from srmlib.rules.switches import Basis, Choice, Switch, plain
from srmlib.workspace import PROJECT

# The order of the printed groups; within one the metrics stand by their ids.
Group = Literal["Quality", "Delivery", "Support", "Cost", "Customer", "Our part"]
GROUPS = get_args(Group)
# Rows that are added up: numerator ÷ denominator. The others are a statistic of the rows' values.
RATIOS = ("share", "rate", "ratio")
# What the quotient of a unit is multiplied by; a record of another unit says it as `per`.
PER = {"%": 100, "ppm": 1_000_000}
LONGEST_SHORT_NAME = 16
SHIPPED = "data/definitions/metrics"
IDS = re.compile(r"[A-Za-z][A-Za-z0-9]{0,7}")
FIX = "Correct it there; data/definitions/README.md lists what a record holds."


# Beyond it a float no longer tells one number from the next with the decimals that are printed.
LARGEST = 10**12
# As it is stated: 95 is printed as 95, not as 95.0.
Number = Annotated[int | float, expected("a number"), Field(ge=-LARGEST, le=LARGEST)]


class OneAndMany(Stated):
    """A text about one of something, and one about several."""

    @model_validator(mode="before")
    @classmethod
    def _has_both(cls, stated: object) -> object:
        if not isinstance(stated, dict | cls):
            raise not_as_expected("the keys one and many")
        return stated


class Noun(OneAndMany):
    """What something is called, one and several of it."""

    one: Text
    many: Text

    def count(self, number: int) -> str:
        """
        >>> Noun(one="line", many="lines").count(1), Noun(one="person", many="people").count(1200)
        ('1 line', '1,200 people')
        """
        return f"{number:,} {self.one if number == 1 else self.many}"


ROW = Noun(one="row", many="rows")


class Verb(OneAndMany):
    """What happened to something, said of one and of several: was rejected, were rejected."""

    one: Text
    many: Text


COUNTS_AGAINST = Verb(one="counts against it", many="count against it")


def _takes_a_number(template: str) -> bool:
    rest = template.replace("{}", "", 1)
    return "{" not in rest and "}" not in rest


Template = Annotated[
    Text, expected("{} where the number goes, and no other braces", _takes_a_number)
]


class Note(OneAndMany):
    """A note on a number, said when rows of an outcome are there; {} is how many."""

    one: Template
    many: Template

    def say(self, count: int) -> str:
        return (self.one if count == 1 else self.many).replace("{}", f"{count:,}")


class Evidence(Stated):
    """What an extract must tell somewhere, else its silence says nothing: a value in one of
    `columns` of `table`, one of `values` where those are named. `where` are the agreed choices that
    ask for it, switch to choice; without them it is always asked for. `lacking` is said without it.
    """

    table: Text
    columns: Annotated[Many[Text], Field(min_length=1)]
    values: Many[Text] = ()
    where: dict[str, Choice] = Field(default_factory=dict)
    lacking: Text

    def is_asked_for(self, agreed: Basis) -> bool:
        return all(agreed.get(switch) == choice for switch, choice in self.where.items())


class Metric(Stated):
    """The record of one metric.

    `kind`: share (rows that met of all rows), rate (events per exposure), ratio (of two sums),
    statistic (median or mean of the rows' values), spread (90th percentile − median). The value of
    the first three is numerator ÷ denominator × `per`; a statistic in hours is taken of minutes.
    `needs` are the canonical tables, and columns of them, it is counted from (`table.one or other`
    where one of several will do), `evidence` what they must tell: never told is not told to be
    nothing. `unknown` are the outcomes of rows whose evidence is wanting: where they are too many,
    nothing is judged. `cohort` are the agreed choices, switch to choices, by which a row is placed
    with the goods or the order it is about, however late it comes: a quarter is then only so far
    until `matures_after` days after its end. `row` is what one of its rows is called. Where rows are of two kinds, `event`
    stands in the numerator and `exposure` in the denominator, and `n_of` says which of them n
    counts. `numerator` and `denominator` say what is added up where that is no number of rows.
    `missed` is what a row that counts against it is called, `went_wrong` what is said of it (was
    rejected); `shown` are the columns that describe a row, with their headings.
    `counter_metrics` show when this one was made to look good. `outcomes` has words for outcomes
    whose column value says too little. `sql` are its rows where a pair of firms brought the metric,
    empty where it came with the library.
    """

    named_by_the_file = ("id", "sql")

    id: Annotated[
        str,
        Field(pattern=f"^{IDS.pattern}$"),
        expected("a letter, then letters and digits, at most 8 in all"),
    ]
    name: Name
    short_name: Annotated[
        str, Field(min_length=1, max_length=LONGEST_SHORT_NAME), AfterValidator(as_name)
    ]
    field_name: Name
    group: Group
    kind: Literal["share", "rate", "ratio", "statistic", "spread"]
    unit: Name
    per: int | None = Field(default=None, ge=1, le=LARGEST)
    decimals: int = Field(ge=0, le=6)
    better: Literal["up", "down"]
    goal: Number
    red_limit: Number
    min_n: int = Field(ge=1, le=LARGEST)
    min_exposure: int | None = Field(default=None, ge=1, le=LARGEST)
    may_be_negative: bool = False
    needs: Annotated[Many[str], Field(min_length=1)]
    evidence: Many[Evidence] = ()
    cohort: dict[str, Many[Choice]] = Field(default_factory=dict)
    matures_after: int | None = Field(default=None, ge=1, le=LARGEST)
    row: Noun
    event: Noun | None = None
    exposure: Noun | None = None
    n_of: Literal["event", "exposure"] | None = None
    numerator: Text | None = None
    denominator: Text | None = None
    missed: Noun = ROW
    went_wrong: Verb = COUNTS_AGAINST
    shown: Annotated[dict[str, Text], Field(min_length=1)]
    counter_metrics: Many[str] = ()
    formula: Text
    counts: Text
    outcomes: dict[str, Text] = Field(default_factory=dict)
    notes: dict[str, Note] = Field(default_factory=dict)
    unknown: Many[Text] = ()
    switches: dict[str, Switch] = Field(default_factory=dict)
    sql: str = ""

    @field_validator("needs")
    @classmethod
    def _are_in_the_schema(cls, needs: tuple[str, ...]) -> tuple[str, ...]:
        for need in needs:
            table, columns = parts_of(need)
            for column in columns or ("",):
                _check_name(table, column)
        return needs

    @field_validator("evidence", mode="before")
    @classmethod
    def _may_be_one(cls, stated: object) -> object:
        return [stated] if isinstance(stated, dict) else stated

    @field_validator("evidence")
    @classmethod
    def _is_in_the_schema(cls, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        for one in evidence:
            for column in one.columns:
                _check_name(one.table, column)
        return evidence

    @field_validator("switches")
    @classmethod
    def _know_their_names(cls, switches: dict[str, Switch]) -> dict[str, Switch]:
        for name in switches:
            if not re.fullmatch("[a-z][a-z0-9_]*", name) or name in (
                "supplier_id",
                "basis",
            ):
                raise ValueError(
                    f"{seen(name)} cannot be a switch, expected small letters, digits and _, and"
                    " another word than supplier_id and basis"
                )
        return {name: switch.named(name) for name, switch in switches.items()}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if fault := goal_fault(self.goal, self.red_limit, self.better):
            raise AtKey("goal", fault)
        if self.is_ratio and self.per is None and self.unit not in PER:
            raise AtKey(
                "unit",
                f"the key 'per' is missing: a {self.kind} in '{self.unit}' needs the number its"
                " quotient is multiplied by, such as 100 for 'per 100 lines'",
            )
        if not self.is_ratio and self.per is not None:
            raise AtKey(
                "per", f"per is {self.per}, expected none: a {self.kind} divides nothing"
            )
        for one in self.evidence:
            for name, choice in one.where.items():
                if fault := self.choice_fault(name, choice):
                    raise AtKey("evidence", fault)
        for name, choices in self.cohort.items():
            for choice in choices:
                if fault := self.choice_fault(name, choice):
                    raise AtKey("cohort", fault)
        if self.cohort and self.matures_after is None:
            raise AtKey(
                "cohort", "matures_after is missing: after how many days it is complete"
            )
        of_two_kinds = ("event", "exposure", "n_of")
        stated = [key for key in of_two_kinds if getattr(self, key) is not None]
        if self.kind == "rate" and len(stated) < len(of_two_kinds):
            raise AtKey(
                "kind", "a rate needs event, exposure and n_of: what happens, against what"
            )
        if 0 < len(stated) < len(of_two_kinds):
            raise AtKey(
                stated[0], "event, exposure and n_of belong together, expected all or none"
            )
        return self

    @property
    def is_own(self) -> bool:
        """True for a metric that a pair of firms brought."""
        return bool(self.sql)

    @property
    def subject(self) -> str:
        """The module of its group, in every room that has one."""
        return self.group.lower().replace(" ", "_")

    @property
    def is_ratio(self) -> bool:
        """True where rows are added up and divided last; false for a statistic of values."""
        return self.kind in RATIOS

    @property
    def multiplier(self) -> int:
        """What numerator ÷ denominator is multiplied by."""
        return self.per or PER.get(self.unit, 1)

    @property
    def counted(self) -> Noun:
        """What n counts."""
        return {"event": self.event, "exposure": self.exposure}.get(
            self.n_of or ""
        ) or self.row

    @property
    def in_numerator(self) -> Noun:
        """What a row is called that stands in the numerator."""
        return self.event or self.row

    @property
    def default_basis(self) -> Basis:
        return {name: switch.default for name, switch in self.switches.items()}

    def outcome_words(self, outcome: str) -> str:
        return self.outcomes.get(outcome, outcome.replace("_", " "))

    def choice_fault(self, name: str, choice: object) -> str | None:
        """What is wrong with a choice of a switch; None where nothing is."""
        if not self.switches:
            return f"'{printable(name)}' is no switch, this metric has none."
        if name not in self.switches:
            return f"'{printable(name)}' is no switch, {nearest(name, list(self.switches))}"
        if not self.switches[name].allows(plain(choice)):
            return f"{name} is '{printable(choice)}', expected {self.switches[name].expectation}."
        return None

    def read_basis(
        self, stated: dict[str, Any], where: str, start: Basis | None = None
    ) -> Basis:
        """What is stated, on top of `start` (else the defaults), in printed order. Raises
        DefinitionError for an unknown switch or choice.
        """
        own = {name: plain(choice) for name, choice in stated.items()}
        for name, choice in own.items():
            if fault := self.choice_fault(name, choice):
                raise DefinitionError(f"{where}: {fault}\nCorrect it.")
        return {**self.default_basis, **(start or {}), **own}


def parts_of(need: str) -> tuple[str, tuple[str, ...]]:
    """The table of a need and its columns, of which a row must fill one; none where the table alone
    is needed.

    >>> parts_of("receipts"), parts_of("schedule_lines.requested_on or promised_on")
    (('receipts', ()), ('schedule_lines', ('requested_on', 'promised_on')))
    """
    table, _, columns = need.partition(".")
    return table, tuple(columns.split(" or ")) if columns else ()


def _check_name(table: str, column: str) -> None:
    """Raises ValueError where the schema has no such table, or no such column of it."""
    tables = {known.name: known for known in schema.TABLES}
    if table not in tables:
        raise ValueError(f"{seen(table)} is no table; data/README.md lists them all")
    if column and column not in {known.name for known in tables[table].columns}:
        raise ValueError(f"table {table} has no column {seen(column)}; see data/README.md")


def goal_fault(goal: float, limit: float, better: str) -> str | None:
    """What is wrong with a goal and its red limit; None where they fit."""
    if goal == limit:
        return f"goal and red limit are both {goal}, expected two values"
    if (goal > limit) != (better == "up"):
        side = "above" if better == "up" else "below"
        return f"the goal {goal} is on the wrong side of the red limit {limit}, expected it {side}"
    return None


@dataclass(frozen=True)
class MetricFile:
    """The record of a metric as written; `sql` are its rows where a pair of firms brought it.
    `place` is the record's file, for messages.
    """

    id: str
    record: str
    sql: str = ""
    place: str = ""

    @property
    def sql_place(self) -> str:
        return self.place.removesuffix(".yaml") + ".sql"


def metric_files(folder: Path, place: str) -> tuple[MetricFile, ...]:
    """The records in a folder; `place` is how messages call the folder."""
    return tuple(
        MetricFile(
            path.stem,
            text_of(path, f"{place}/{path.name}", DefinitionError),
            place=f"{place}/{path.name}",
        )
        for path in sorted(folder.glob("*.yaml"))
    )


def shipped_metric_files() -> tuple[MetricFile, ...]:
    """The records that came with the library."""
    return metric_files(PROJECT / SHIPPED, SHIPPED)


@lru_cache(maxsize=32)  # every bridge and explanation asks again, and reading YAML is slow
def read_metrics(files: tuple[MetricFile, ...]) -> dict[str, Metric]:
    """The metrics by id, in printed order. Raises DefinitionError for the first wrong record."""
    found = [_read(file) for file in files]
    for metric, file in zip(found, files, strict=True):
        known = [other.id for other in found]
        for counter in metric.counter_metrics:
            if counter not in known:
                raise DefinitionError(
                    f"{at_line(file.place, file.record, ['counter_metrics'])}: '{counter}' is no"
                    f" metric, expected one of {', '.join(sorted(known))}.\nCorrect the name."
                )
    return {metric.id: metric for metric in sorted(found, key=_printed_order)}


def _read(file: MetricFile) -> Metric:
    stated = yaml_of(file.record, file.place, DefinitionError)
    if isinstance(stated, dict):
        if reserved := set(Metric.named_by_the_file) & set(stated):
            raise DefinitionError(
                f"{at_line(file.place, file.record, [min(reserved)])}: '{min(reserved)}' is no key"
                " of a record: its file names say both.\nRemove it."
            )
        stated = stated | {"id": file.id, "sql": file.sql}
    return checked(Metric, stated, file.place, FIX, DefinitionError, file.record)


def _printed_order(metric: Metric) -> tuple[int, bool, str, int]:
    letters = metric.id.rstrip("0123456789")
    number = metric.id[len(letters) :]
    return GROUPS.index(metric.group), metric.is_own, letters, int(number or 0)


def page(metrics: dict[str, Metric]) -> str:
    """Every switch with its choices as Markdown, for `data/definitions/SWITCHES.md`."""
    lines = [
        "# Switches",
        "",
        (
            "What two firms may read differently, per metric, in the printed order of its bridge."
            " Generated from the records in `metrics/` by"
        ),
        (
            "`make dictionary`; a test keeps the two in step. The default holds where nothing is"
            " agreed; `null` stands for no limit."
        ),
    ]
    for metric in metrics.values():
        if metric.switches:
            lines += ["", f"## {metric.id}", ""]
            lines += ["| switch | what it is | choices | default |", "|---|---|---|---|"]
            lines += [_page_row(switch) for switch in metric.switches.values()]
    return "\n".join(lines) + "\n"


def _page_row(switch: Switch) -> str:
    choices = [f"{_spelt(choice)} {words}" for choice, words in switch.choices.items()]
    if switch.number:
        number = "a number" if switch.decimals else "a whole number"
        choices.append(f"{number}: {switch.number.replace('{}', 'n')}")
    if switch.calendar:
        choices.append("a name of service hours in `data/calendar/`")
    spelt = " · ".join(choices)
    return f"| `{switch.name}` | {switch.words} | {spelt} | {_spelt(switch.default)} |"


def _spelt(choice: Choice) -> str:
    return "`null`" if choice is None else f"`{choice}`"


if __name__ == "__main__":
    print(page(read_metrics(shipped_metric_files())), end="")
