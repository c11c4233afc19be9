"""How a row is explained: questions in the order that decides, each with its answer in words and
the data it rests on.

The subjects' modules say which questions; here they are asked, and checked against what the
snapshot holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from types import SimpleNamespace
from typing import TypedDict, Unpack

from srmlib.explain.explanation import BASIS_WORDS, Explanation, Step, spoken
from srmlib.rules import schema
from srmlib.rules.definition import Definition
from srmlib.rules.metric import Metric
from srmlib.rules.service_hours import ServiceHours
from srmlib.rules.switches import Basis, Switch
from srmlib.snapshot import Snapshot
from srmlib.snapshot.database import sql

# How causes stand in the data, the buyer's, and how both firms can read them.
CAUSE_WORDS = {"theirs": "the supplier's", "ours": "the buyer's", "open": "not agreed yet"}


class Case(SimpleNamespace):
    """What is known of one row on the as-of date, an attribute per column, and what follows from it
    by the `choices` of one basis.
    """

    def by(self, switch: str, choice: object) -> bool:
        return self.choices[switch] == choice

    @property
    def by_hours(self) -> ServiceHours:
        """The service hours that the basis counts by."""
        hours: ServiceHours = self.service_hours[self.choices["calendar"]]
        return hours

    def known(self, *columns: str) -> dict:
        """The days in these columns; one after the as-of date is not known yet."""
        days = {column: getattr(self, column) for column in columns}
        return {
            column: day if day and day <= self.as_of else None
            for column, day in days.items()
        }

    def say(self, words: Words) -> str:
        if callable(words):
            return words(self)
        return words.format_map(_Spoken(vars(self)))

    def nothing_in(self, table: str, words: Words) -> str:
        """That there is no row beside this one; or that the extract has no such table, so nobody
        can tell.
        """
        if table in self.supplied_tables:
            return self.say(words)
        return f"The extract has no {table}."


# A template over the columns of a case (`{due_on}`), or a function of it.
Words = str | Callable[[Case], str]


class _Spoken(dict):
    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        if name.endswith("cause"):
            value = CAUSE_WORDS.get(value, value)
        return spoken(value)


def always(case: Case) -> bool:
    return True


@dataclass(frozen=True)
class Question:
    """One question about a row. With an `outcome` it decides the row when the answer is yes: the
    questions after it are not asked.

    `no` is said when it does not decide; empty leaves the step out. The data it rests on: names of
    `switches` and `columns`, with blanks between, and `beside`, rows of other tables.
    """

    question: str
    outcome: Words | None
    holds: Callable[[Case], bool]
    yes: Words
    no: Words = ""
    counts: bool = True
    switches: str = ""
    columns: str = ""
    beside: Callable[[Case], list[dict]] = lambda case: []


class Shown(TypedDict, total=False):
    """What a question shows, and whether its row counts, see Question."""

    counts: bool
    switches: str
    columns: str
    beside: Callable[[Case], list[dict]]


def tell(question: str, answer: Words, **rest: Unpack[Shown]) -> Question:
    """A question that tells what the later ones rest on, and decides nothing."""
    return Question(question, None, always, answer, **rest)


def by_choice(
    question: str,
    outcome: str,
    choice: tuple[str, str],
    is_so: Callable,
    yes: Words = "Yes.",
    no: Words = "No.",
    **rest: Unpack[Shown],
) -> Question:
    """A question answered either way, which decides only where it is so and the basis makes that
    choice (switch, choice).
    """
    shown: Shown = {"counts": False, "switches": choice[0]}
    shown.update(rest)
    return Question(
        question,
        outcome,
        lambda c: is_so(c) and c.by(*choice),
        yes,
        lambda c: c.say(yes if is_so(c) else no),
        **shown,
    )


def what(table: str, columns: str) -> Question:
    """The step that shows what the row says of itself, in the words of the data dictionary; what is
    empty is left out.
    """
    # What stands behind the first mark is for those who write the extract.
    meanings = {
        name: re.split("[,;:]", schema.table(table).column(name).meaning)[0]
        for name in columns.split()
    }

    def answer(case: Case) -> str:
        said = _Spoken(vars(case))
        return (
            "; ".join(
                f"{meaning}: {said[name]}"
                for name, meaning in meanings.items()
                if getattr(case, name) is not None
            )
            + "."
        )

    return tell("What is known of it?", answer, columns=columns)


def columns_of(rows: list[dict], columns: str) -> list[dict]:
    return [{column: row[column] for column in columns.split()} for row in rows]


@dataclass(frozen=True)
class Read:
    """Rows that a metric's row rests on: those of `sql` whose column `key` is the row's own (else
    its row id, or what `named_by` finds in it), in the order of the columns `order`.
    """

    sql: str
    key: str
    order: str = ""
    named_by: Callable[[dict], str | None] | None = None

    def key_of(self, row: dict) -> str | None:
        if self.named_by:
            return self.named_by(row)
        return row.get(self.key, row["row_id"])

    def rows(self, snapshot: Snapshot, keys: set[str]) -> dict[str | None, list[dict]]:
        asked = sql(
            "\n) AS rows WHERE {key} IN (SELECT unnest($keys)) ORDER BY {order}",
            key=self.key,
            order=(self.order or self.key).split(", "),
        )
        found: dict[str | None, list[dict]] = {key: [] for key in keys}
        for row in snapshot.records(
            "SELECT * FROM (" + self.sql + asked, {"keys": list(keys)}
        ):
            found[row[self.key]].append(row)
        return found


def known_rows(table: str, day: str, key: str) -> Read:
    """The rows of a table known on the as-of date, in the order of their day."""
    known = sql(
        "SELECT * FROM {table} WHERE {day} <= (SELECT as_of FROM snapshot_info)",
        table=table,
        day=day,
    )
    return Read(known, key, day + ", " + schema.table(table).key[0])


@dataclass(frozen=True, eq=False)
class Explainer:
    """How the rows of one metric are explained.

    `row` is what one is called; `read` is the row as supplied, `beside` the rows beside it.
    `derive` adds what follows by the choices of a basis, `counted_on` among it; `weigh` gives
    (numerator, denominator) of a counted row with its outcome, `units` says of what each is.
    Where rows are of two kinds, these are the events; what they are counted against is explained by
    `exposure`, for the rows (as the snapshot holds them) of which `is_exposure` is true.
    """

    row: str
    read: Read
    derive: Callable[[Case], dict]
    questions: tuple[Question, ...]
    weigh: Callable[[Case, str], tuple]
    units: tuple[Words, Words]
    beside: dict[str, Read] = field(default_factory=dict)
    exposure: Explainer | None = None
    is_exposure: Callable[[dict], bool] = lambda row: False

    def of(self, row: dict) -> Explainer:
        """The explainer of a row's kind."""
        if self.exposure and self.is_exposure(row):
            return self.exposure
        return self


def without(column: str) -> Callable[[dict], bool]:
    """The rows that have nothing in a column, which only events have."""
    return lambda row: row[column] is None


def share_of(*met: str) -> Callable[[Case, str], tuple]:
    """What the rows of a share weigh: 1 in the denominator, and 1 in the numerator where met."""
    return lambda case, outcome: (int(outcome in met), 1)


@dataclass(frozen=True)
class Decision:
    """The case as one basis reads it, and the question that decides it."""

    explainer: Explainer
    case: Case
    question: Question

    @property
    def outcome(self) -> str:
        return self.case.say(self.question.outcome or "")

    @property
    def weights(self) -> tuple[Decimal, Decimal]:
        """What the row puts into numerator and denominator."""
        numerator = 0
        denominator = 0
        if self.question.counts:
            numerator, denominator = self.explainer.weigh(self.case, self.outcome)
        return Decimal(numerator), Decimal(denominator)

    @property
    def weight_words(self) -> str:
        if not self.question.counts:
            return "nothing"
        month = f"{self.case.counted_on:%B %Y}" if self.case.counted_on else "no month"
        return "numerator {}, denominator {} in {}".format(
            *map(spoken, self.weights), month
        )


def facts_of(
    snapshot: Snapshot, metric: Metric, explainer: Explainer, held: list[dict]
) -> dict[str, dict]:
    """What the rows rest on, by row id."""
    reads = {"own": explainer.read} | explainer.beside
    found = {
        name: read.rows(
            snapshot, {key for row in held if (key := read.key_of(row)) is not None}
        )
        for name, read in reads.items()
    }
    facts = {}
    for row in held:
        beside = {
            name: found[name].get(read.key_of(row), []) for name, read in reads.items()
        }
        # Two suppliers may have a row of the same key.
        own = [one for one in beside.pop("own") if one["supplier_id"] == row["supplier_id"]]
        assert len(own) == 1, (
            f"{explainer.row} {row['row_id']}: {len(own)} rows in the tables, expected one"
        )
        facts[row["row_id"]] = (
            own[0]
            | beside
            | {
                "row_id": row["row_id"],
                "metric": metric,
                "as_of": snapshot.as_of,
                "supplied_tables": snapshot.supplied_tables,
                "service_hours": snapshot.service_hours,
            }
        )
    return facts


def explanation_of(
    explainer: Explainer,
    definition: Definition,
    facts: dict,
    held: dict[str, dict],
    basis: str,
) -> Explanation:
    """`held` is how the snapshot holds the row, by basis. Raises AssertionError where the reasons
    lead to anything else.
    """
    decisions = {
        name: decide(explainer, facts | {"basis": name}, choices)
        for name, choices in definition.bases.items()
    }
    for name, decision in decisions.items():
        _check(definition.metric_id, decision, held[name])
    decision = decisions[basis]
    return Explanation(
        definition.metric_id,
        definition.name,
        explainer.row,
        decision.case.row_id,
        held[basis]["supplier_id"],
        basis,
        decision.outcome,
        definition.metric.outcome_words(decision.outcome),
        decision.question.counts,
        decision.case.counted_on,
        *decision.weights,
        (decision.case.say(explainer.units[0]), decision.case.say(explainer.units[1])),
        tuple(_steps(explainer, decision)),
        " ".join(
            _other_reading(explainer, facts, definition, decisions, basis, other)
            for other in definition.bases
            if other != basis
        ),
    )


def decide(explainer: Explainer, facts: dict, choices: Basis) -> Decision:
    """The first question whose answer decides."""
    case = Case(**facts, choices=choices)
    vars(case).update(explainer.derive(case))
    deciding = next(
        (
            question
            for question in explainer.questions
            if question.outcome and question.holds(case)
        ),
        None,
    )
    assert deciding is not None, f"{explainer.row} {case.row_id}: no question decides it"
    return Decision(explainer, case, deciding)


def _steps(explainer: Explainer, decision: Decision) -> list[Step]:
    """The questions up to the one that decides, with their answers; what is not worth saying is
    left out.
    """
    case = decision.case
    steps = []
    for question in explainer.questions[: explainer.questions.index(decision.question) + 1]:
        decides = question is decision.question
        answer = case.say(
            question.yes if decides or question.outcome is None else question.no
        )
        if answer:
            choices = tuple(
                _choice_words(case.metric.switches[name], case.choices)
                for name in question.switches.split()
            )
            own = columns_of([vars(case)], question.columns) if question.columns else []
            outcome = decision.outcome if decides else None
            steps.append(
                Step(
                    question.question,
                    answer[0].upper() + answer[1:],
                    choices,
                    (*own, *question.beside(case)),
                    outcome,
                )
            )
    return steps


def _choice_words(switch: Switch, choices: Basis) -> str:
    return f"{switch.words}: {switch.say(choices[switch.name])}"


def _check(metric_id: str, decision: Decision, held: dict) -> None:
    """Raises AssertionError where the reasons lead to anything else than what the snapshot
    holds.
    """
    found = [
        decision.outcome,
        decision.question.counts,
        decision.case.counted_on,
        *decision.weights,
    ]
    weights = [held["numerator"], held["denominator"]] if held["is_counted"] else [0, 0]
    expected = [held["outcome"], held["is_counted"], held["counted_on"], *weights]
    if found != expected:
        raise AssertionError(
            f"{metric_id} {held['row_id']}, {held['basis']}: the reasons lead to {found}, the"
            f" snapshot holds {expected}"
        )


def _other_reading(
    explainer: Explainer,
    facts: dict,
    definition: Definition,
    decisions: dict[str, Decision],
    basis: str,
    other: str,
) -> str:
    """How another basis reads the same row and, where it reads it differently, the fewest of its
    choices that make it so.
    """
    mine = definition.bases[basis]
    theirs = definition.bases[other]
    here = decisions[basis]
    there = decisions[other]
    said = definition.metric.outcome_words(there.outcome)
    if there.outcome == here.outcome:
        same = f"Under {BASIS_WORDS[other]}: {said} too"
        if there.weight_words == here.weight_words:
            return f"{same}."
        return f"{same}, but counted as {there.weight_words}."
    needed = [name for name in mine if mine[name] != theirs[name]]
    for name in list(needed):
        fewer = [kept for kept in needed if kept != name]
        if (
            decide(
                explainer,
                facts | {"basis": other},
                {**mine, **{kept: theirs[kept] for kept in fewer}},
            ).outcome
            == there.outcome
        ):
            needed = fewer
    switches = definition.metric.switches
    because = " and ".join(f"“{_choice_words(switches[name], theirs)}”" for name in needed)
    return f"Under {BASIS_WORDS[other]}: {said}, because there it reads {because}."
