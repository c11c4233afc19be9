"""Why a row of a metric reads as it does: one question after the other, in plain words, with the data each answer rests on.

The answers are worked out anew from the canonical tables, by the choices of the basis. Where they would not lead to what the snapshot
holds, nothing is explained: a wrong reason is worse than none.
"""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from jinja2 import Environment

from srmlib import schema
from srmlib.errors import UsageError
from srmlib.metrics.counting import rows_table
from srmlib.metrics.definition import Definition, definition_of
from srmlib.metrics.switches import Basis, switch_of
from srmlib.snapshot import Snapshot

BASIS_WORDS = {"agreed": "the agreed basis", "buyer": "the buyer's own basis", "supplier": "the supplier's own basis", "before": "the basis agreed before"}
# Outcomes whose column value says too little; the others are read as they are written.
OUTCOME_WORDS = {
    "not_due": "not due yet",
    "over": "too much",
    "ignored": "nothing received",
    "broken_theirs": "broken by the supplier's cause",
    "broken_other": "broken, but not by the supplier's cause",
    "no_code": "nothing to compare by",
    "backwards": "dates the wrong way round",
    "minor": "not a grave one",
    "no_claim": "no claim",
    "price": "price of the goods",
    "ours": "our own cost",
}
# How causes stand in the data, the buyer's, and how both firms can read them.
CAUSE_WORDS = {"theirs": "the supplier's", "ours": "the buyer's", "open": "not agreed yet"}
MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class Step:
    """One question and its answer. `switches` are the choices of the basis it went by, in words; `data` the rows it rests on, column to value.

    `outcome` is null but for the last step, whose answer decides.
    """

    question: str
    answer: str
    switches: tuple[str, ...] = ()
    data: tuple[dict[str, object], ...] = ()
    outcome: str | None = None


@dataclass(frozen=True, repr=False)
class Explanation:
    """Why one row reads as it does on one basis.

    `numerator` and `denominator` are what the row puts into the metric (0 where it is not counted); `units` says of what each is.
    `counted_on` places it in a month and is null where nothing does. `others` is how the other stated bases read the same row.
    """

    metric_id: str
    name: str
    kind: str
    row_id: str
    supplier_id: str
    basis: str
    outcome: str
    is_counted: bool
    counted_on: date | None
    numerator: Decimal
    denominator: Decimal
    units: tuple[str, str]
    steps: tuple[Step, ...]
    others: str

    @property
    def title(self) -> str:
        row = f"{self.kind} {self.row_id}".strip()
        return f"{self.metric_id} {self.name}: {row} of {self.supplier_id}, on {BASIS_WORDS[self.basis]}: {outcome_words(self.outcome)}"

    @property
    def counts(self) -> str:
        """What the row counts for, as a sentence."""
        if not self.is_counted:
            return "It is not counted: it puts nothing into the numerator and nothing into the denominator."
        (of, among), month = self.units, f"{self.counted_on:%B %Y}" if self.counted_on else "none"
        return f"It is counted. Numerator ({of}): {spoken(self.numerator)}. Denominator ({among}): {spoken(self.denominator)}. Month: {month}."

    def __repr__(self) -> str:
        lines = [self.title]
        for number, step in enumerate(self.steps, start=1):
            lines.append(f"{number:>3}. {step.question} {step.answer}")
            lines += [f"       by “{choice}”" for choice in step.switches]
            lines += [f"       from {record_text(record)}" for record in step.data]
        return "\n".join([*lines, "", self.counts, self.others]).rstrip()

    def _repr_html_(self) -> str:
        return PAGE.render(e=self, record_text=record_text)


# autoescape: row ids, subjects and codes come from the extract.
PAGE = Environment(autoescape=True, trim_blocks=True).from_string(
    """<section class="explanation"><p><strong>{{ e.title }}</strong></p>
<ol>
{% for step in e.steps %}
<li>{{ step.question }} <strong>{{ step.answer }}</strong>
{% for choice in step.switches %}
<br><small>by “{{ choice }}”</small>
{% endfor %}
{% for record in step.data %}
<br><small>from <code>{{ record_text(record) }}</code></small>
{% endfor %}
</li>
{% endfor %}
</ol>
<p>{{ e.counts }}</p>
{% if e.others %}
<p>{{ e.others }}</p>
{% endif %}
</section>"""
)


def explain(snapshot: Snapshot, row_id: str, metric_id: str = "D1", basis: str = "agreed", supplier_id: str | None = None) -> Explanation:
    """Why a schedule line is late, a ticket in time, a lot rejected … on a basis: step by step, with the data behind each step.

    `supplier_id` is needed only where several suppliers have a row of that id. Raises UsageError for a row that is not there or a basis
    that is not stated, DefinitionError for an unknown metric, AssertionError where the reasons do not lead to what the snapshot holds.
    """
    supplier_id = _supplier_of(snapshot, metric_id, row_id, supplier_id)
    return explain_rows(snapshot, definition_of(snapshot.con, metric_id, supplier_id), supplier_id, [row_id], basis)[0]


def explain_rows(snapshot: Snapshot, definition: Definition, supplier_id: str, row_ids: list[str], basis: str = "agreed") -> list[Explanation]:
    """As `explain`, for many rows of one supplier in one pass, in the order of `row_ids`."""
    if basis not in definition.bases:
        stated = ", ".join(definition.bases)
        raise UsageError(
            f"The basis '{basis}' of {definition.metric_id} is not stated, expected one of {stated}.\nState its switches in data/definitions/ and load again."
        )
    held = _held(snapshot, definition.metric_id, supplier_id, row_ids)
    kinds = {row_id: _explainer_of(definition.metric_id, held[row_id][basis]) for row_id in row_ids}
    facts: dict[str, dict] = {}
    for explainer in dict.fromkeys(kinds.values()):
        facts |= _facts(snapshot, explainer, [held[row_id][basis] for row_id in row_ids if kinds[row_id] is explainer])
    return [_explanation(kinds[row_id], definition, facts[row_id], held[row_id], basis) for row_id in row_ids]


def _explanation(explainer: Explainer, definition: Definition, facts: dict, held: dict[str, dict], basis: str) -> Explanation:
    decisions = {name: _decide(explainer, facts | {"basis": name}, choices) for name, choices in definition.bases.items()}
    for name, decision in decisions.items():
        _check(definition.metric_id, explainer, decision, held[name])
    decision = decisions[basis]
    numerator, denominator = explainer.weigh(decision.case, decision.outcome) if decision.counts else (0, 0)
    return Explanation(
        definition.metric_id,
        definition.name,
        explainer.row,
        facts["row_id"],
        held[basis]["supplier_id"],
        basis,
        decision.outcome,
        decision.counts,
        decision.case["counted_on"],
        Decimal(numerator),
        Decimal(denominator),
        tuple(_say(words, decision.case) for words in explainer.units),
        tuple(_steps(explainer, decision, definition.metric_id)),
        " ".join(_other_reading(explainer, facts, definition, decisions, basis, other) for other in definition.bases if other != basis),
    )


def outcome_words(outcome: str) -> str:
    return OUTCOME_WORDS.get(outcome, outcome.replace("_", " "))


def spoken(value: object) -> str:
    """A value as people read it.

    >>> spoken(date(2026, 7, 3)), spoken(Decimal("1200.500")), spoken(True), spoken(None)
    ('3 July 2026', '1,200.5', 'yes', 'not known')
    """
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.day} {value:%B %Y %H:%M}"
        case date():
            return f"{value.day} {value:%B %Y}"
        case Decimal():
            # Quantities have three decimals, money two.
            text = f"{value:,f}"
            return text.rstrip("0").rstrip(".") if len(text.partition(".")[2]) == 3 else text
    return f"{value:,}" if isinstance(value, int) else str(value)


def record_text(record: dict[str, object]) -> str:
    """The columns of a row and their values, as they stand in the data: `due_on 2026-07-10, ordered_qty 10.000`."""
    return ", ".join(f"{name} {'empty' if value is None else value}" for name, value in record.items())


class Case(dict):
    """What is known of one row on the as-of date, by column, with the choices of one basis."""

    def __init__(self, facts: dict, choices: Basis):
        super().__init__(facts)
        self.choices = choices

    def by(self, switch: str, choice: object) -> bool:
        return self.choices[switch] == choice

    def known(self, *columns: str) -> dict:
        """The days in these columns; one after the as-of date is not known yet."""
        return {column: self[column] if self[column] is not None and self[column] <= self["as_of"] else None for column in columns}


# A template over the columns of a case (`{due_on}`), or a function of it.
Words = str | Callable[[Case], str]


class _Spoken(dict):
    def __getitem__(self, name: str) -> str:
        value = super().__getitem__(name)
        return spoken(CAUSE_WORDS.get(value, value) if name.endswith("cause") else value)


def _say(words: Words, case: Case) -> str:
    return words(case) if callable(words) else words.format_map(_Spoken(case))


@dataclass(frozen=True)
class Question:
    """One question about a row. With an `outcome` it decides the row when the answer is yes: the questions after it are not asked.

    `no` is said when it does not decide; empty leaves the step out. `columns` are the data it rests on, `beside` rows beside the row.
    """

    question: str
    yes: Words
    outcome: Words | None = None
    holds: Callable[[Case], bool] = lambda case: True
    no: Words = ""
    counts: bool = True
    switches: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    beside: Callable[[Case], list[dict]] = lambda case: []


def tell(question: str, answer: Words, **rest) -> Question:
    """A question that tells what the later ones rest on, and decides nothing."""
    return Question(question, answer, **rest)


def ask(question: str, outcome: Words, holds: Callable[[Case], bool], yes: Words, no: Words = "", **rest) -> Question:
    return Question(question, yes, outcome, holds, no, **rest)


@dataclass(frozen=True)
class Read:
    """Rows that a metric's row rests on: those of `sql` whose column `key` is the row's own (the first known of `of`), ordered by `order`."""

    sql: str
    key: str
    of: tuple[str, ...] = ("row_id",)
    order: str = ""

    def key_of(self, row: dict) -> str | None:
        return next((row[column] for column in self.of if row[column] is not None), None)

    def rows(self, snapshot: Snapshot, keys: list[str]) -> dict[str, list[dict]]:
        order = self.order or self.key
        sql = "SELECT * FROM (" + self.sql + ") AS rows WHERE " + self.key + " IN (SELECT unnest($keys)) ORDER BY " + order
        found: dict[str, list[dict]] = {key: [] for key in keys}
        for row in _rows(snapshot, sql, {"keys": keys}):
            found[row[self.key]].append(row)
        return found


@dataclass(frozen=True, eq=False)
class Explainer:
    """How the rows of one metric are explained.

    `read` is the row as supplied; without it the metric's own row is taken. `beside` are the rows beside it. `derive` adds what follows by
    the choices of a basis, `counted_on` among it; `weigh` gives (numerator, denominator) of a counted row, `units` says of what each is.
    """

    row: str
    read: Read | None
    derive: Callable[[Case], dict]
    questions: tuple[Question, ...]
    weigh: Callable[[Case, str], tuple]
    units: tuple[Words, Words]
    beside: dict[str, Read] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """The case as one basis reads it, and the question that decides it."""

    case: Case
    question: Question

    @property
    def outcome(self) -> str:
        return _say(self.question.outcome, self.case)

    @property
    def counts(self) -> bool:
        return self.question.counts


def _supplier_of(snapshot: Snapshot, metric_id: str, row_id: str, supplier_id: str | None) -> str:
    con = snapshot.con
    found = con.execute("SELECT DISTINCT supplier_id FROM metric_rows WHERE metric_id = ? AND row_id = ? ORDER BY supplier_id", [metric_id, row_id]).fetchall()
    suppliers = [row[0] for row in found]
    if not suppliers:
        definition_of(con, metric_id)
        raise UsageError(_no_such_row(snapshot, metric_id, row_id))
    kind = EXPLAINERS[metric_id].row
    if supplier_id is None and len(suppliers) > 1:
        raise UsageError(f"There is a {kind} {row_id} with each of {', '.join(suppliers)}, expected one.\nState supplier_id.")
    if supplier_id is not None and supplier_id not in suppliers:
        raise UsageError(f"The {kind} {row_id} is not of '{supplier_id}', expected {' or '.join(suppliers)}.\nCorrect supplier_id, or leave it out.")
    return supplier_id or suppliers[0]


def _no_such_row(snapshot: Snapshot, metric_id: str, row_id: str) -> str:
    found = snapshot.con.execute("SELECT DISTINCT row_id FROM " + rows_table(metric_id) + " ORDER BY row_id").fetchall()
    there, kind = [row[0] for row in found], EXPLAINERS[metric_id].row
    if not there:
        return f"There is no {kind} '{row_id}': this snapshot has no rows of {metric_id}.\nLoad an extract that supplies them."
    close = difflib.get_close_matches(row_id, there, n=5) or there[:5]
    return f"There is no {kind} '{row_id}', expected one of the {len(there)} that {metric_id} has, such as {', '.join(close)}.\nCorrect the row id."


def _explainer_of(metric_id: str, held: dict) -> Explainer:
    """Q2, P2 and B5 have rows of two kinds: those of what is counted against lack the column of the event."""
    event_column, exposure = EXPOSURES.get(metric_id, ("row_id", None))
    return EXPLAINERS[metric_id] if held[event_column] is not None else exposure


def _held(snapshot: Snapshot, metric_id: str, supplier_id: str, row_ids: list[str]) -> dict[str, dict[str, dict]]:
    """The rows as the snapshot holds them, by row id and basis."""
    sql = "SELECT * FROM " + rows_table(metric_id) + " WHERE supplier_id = $supplier_id AND row_id IN (SELECT unnest($row_ids))"
    held: dict[str, dict[str, dict]] = {}
    for row in _rows(snapshot, sql, {"supplier_id": supplier_id, "row_ids": row_ids}):
        held.setdefault(row["row_id"], {})[row["basis"]] = row
    return held


def _facts(snapshot: Snapshot, explainer: Explainer, held: list[dict]) -> dict[str, dict]:
    """What the rows rest on, by row id."""
    reads = explainer.beside | ({"": explainer.read} if explainer.read else {})
    found = {name: read.rows(snapshot, sorted({key for row in held if (key := read.key_of(row)) is not None})) for name, read in reads.items()}
    facts = {}
    for row in held:
        beside = {name: found[name].get(read.key_of(row), []) for name, read in reads.items()}
        # Two suppliers may have a row of the same key.
        own = [one for one in beside.pop("") if one.get("supplier_id", row["supplier_id"]) == row["supplier_id"]] if explainer.read else [row]
        assert len(own) == 1, f"{explainer.row} {row['row_id']}: {len(own)} rows in the tables, expected one"
        facts[row["row_id"]] = own[0] | beside | {"as_of": snapshot.as_of, "row_id": row["row_id"]}
    return facts


def _rows(snapshot: Snapshot, sql: str, values: dict) -> list[dict]:
    found = snapshot.con.execute(sql, values)
    columns = [column[0] for column in found.description]
    return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def _decide(explainer: Explainer, facts: dict, choices: Basis) -> Decision:
    """The first question whose answer decides."""
    case = Case(facts, choices)
    case.update(explainer.derive(case))
    deciding = next((question for question in explainer.questions if question.outcome is not None and question.holds(case)), None)
    assert deciding is not None, f"{explainer.row} {facts['row_id']}: no question decides it"
    return Decision(case, deciding)


def _steps(explainer: Explainer, decision: Decision, metric_id: str) -> list[Step]:
    """The questions up to the one that decides, with their answers; what is not worth saying is left out."""
    case, steps = decision.case, []
    for question in explainer.questions[: explainer.questions.index(decision.question) + 1]:
        decides = question is decision.question
        answer = _say(question.yes if decides or question.outcome is None else question.no, case)
        if answer:
            choices = tuple(f"{s.words}: {s.say(case.choices[s.name])}" for s in (switch_of(metric_id, name) for name in question.switches))
            own = [{column: case[column] for column in question.columns}] if question.columns else []
            answer = answer[0].upper() + answer[1:]
            steps.append(Step(question.question, answer, choices, (*own, *question.beside(case)), decision.outcome if decides else None))
    return steps


def _check(metric_id: str, explainer: Explainer, decision: Decision, held: dict) -> None:
    """Raises AssertionError where the reasons lead to anything else than what the snapshot holds."""
    found = [decision.outcome, decision.counts, decision.case["counted_on"]]
    expected = [held["outcome"], held["is_counted"], held["counted_on"]]
    if decision.counts:
        found += map(Decimal, explainer.weigh(decision.case, decision.outcome))
        expected += [held["numerator"], held["denominator"]]
    if found != expected:
        raise AssertionError(f"{metric_id} {held['row_id']}, {held['basis']}: the reasons lead to {found}, the snapshot holds {expected}")


def _other_reading(explainer: Explainer, facts: dict, definition: Definition, decisions: dict[str, Decision], basis: str, other: str) -> str:
    """How another basis reads the same row and, where it reads it differently, the fewest of its choices that make it so."""
    mine, theirs, outcome = definition.bases[basis], definition.bases[other], decisions[other].outcome
    if outcome == decisions[basis].outcome:
        there, here = (_weight_words(explainer, decisions[name]) for name in (other, basis))
        return f"Under {BASIS_WORDS[other]}: {outcome_words(outcome)} too{'' if there == here else ', but counted as ' + there}."
    needed = [name for name in mine if mine[name] != theirs[name]]
    for name in list(needed):
        fewer = [kept for kept in needed if kept != name]
        if _decide(explainer, facts | {"basis": other}, mine | {kept: theirs[kept] for kept in fewer}).outcome == outcome:
            needed = fewer
    because = " and ".join(f"“{s.words}: {s.say(theirs[s.name])}”" for s in (switch_of(definition.metric_id, name) for name in needed))
    return f"Under {BASIS_WORDS[other]}: {outcome_words(outcome)}, because there it reads {because}."


def _weight_words(explainer: Explainer, decision: Decision) -> str:
    """What a row puts in on one basis, in few words."""
    if not decision.counts:
        return "nothing"
    numerator, denominator = (spoken(Decimal(weight)) for weight in explainer.weigh(decision.case, decision.outcome))
    month = f"{decision.case['counted_on']:%B %Y}" if decision.case["counted_on"] else "no month"
    return f"numerator {numerator}, denominator {denominator} in {month}"


def _of_the_table(table: str, *columns: str) -> Question:
    """The step that shows what the row says of itself, in the words of the data dictionary; what is empty is left out."""
    # What stands behind the first mark is for those who write the extract.
    meanings = {column.name: re.split("[,;:]", column.meaning)[0] for column in schema.table(table).columns}

    def answer(case: Case) -> str:
        said = _Spoken(case)
        return "; ".join(f"{meanings[column]}: {said[column]}" for column in columns if case[column] is not None) + "."

    return tell("What is known of it?", answer, columns=columns)


# --- D1: on time, in full

DATE_WORDS = {
    "requested_on": "the requested date",
    "first_confirmed_on": "the first confirmed date",
    "last_confirmed_on": "the last confirmed date",
    "promised_on": "the promised date",
}
DUE_COLUMNS = {
    "last_confirmed": ("last_confirmed_on", "requested_on", "promised_on"),
    "first_confirmed": ("first_confirmed_on", "requested_on", "promised_on"),
    "requested": ("requested_on", "promised_on"),
}
PLACES = {"dock": ("docked_on", "reached the dock"), "shipped": ("shipped_on", "was shipped"), "posted": ("posted_on", "was keyed in")}
RECEIPT_COLUMNS = ("receipt_id", "kind", "shipped_on", "docked_on", "posted_on", "received_qty", "of_receipt_id")
DELIVERY = {
    "receipts": Read(
        "SELECT receipts.*, srm_local(docked_at, time_zone) AS docked_local FROM receipts CROSS JOIN snapshot_info"
        " WHERE kind = 'reversal' OR docked_on <= as_of",
        "line_id",
        order="docked_on, receipt_id",
    ),
    "changes": Read("SELECT order_changes.* FROM order_changes CROSS JOIN snapshot_info WHERE changed_on <= as_of", "line_id", order="changed_on, change_id"),
    "order_lines": Read(
        "SELECT *, coalesce(order_id, line_id) AS order_key FROM d1_rows WHERE is_counted", "order_key", of=("order_id", "row_id"), order="line_id"
    ),
}


@dataclass
class Arrival:
    """What became of one goods receipt: `qty` that stands (null: not known), the day it counts, and the line's running total with it."""

    receipt: dict
    qty: Decimal | None
    placed_on: date | None = None
    told_on: date | None = None
    so_far: Decimal = Decimal(0)
    stands: bool = True
    remarks: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.receipt["receipt_id"]


def _arrivals(case: Case) -> list[Arrival]:
    """Every goods receipt of the line in the order of the day that counts: those that stand first, with their running total."""
    column, words = PLACES[case.choices["place"]]
    arrivals = [Arrival(receipt, receipt["received_qty"]) for receipt in case["receipts"] if receipt["kind"] == "receipt"]
    for arrival in arrivals:
        arrival.placed_on = arrival.told_on = arrival.receipt[column]
        taken = {kind: [r for r in case["receipts"] if r["kind"] == kind and r["of_receipt_id"] == arrival.id] for kind in ("reversal", "return")}
        _take_back(arrival, taken["reversal"])
        if case.by("returns", "undo") and arrival.stands:
            _take_back(arrival, taken["return"])
        else:
            arrival.remarks += [f"return {r['receipt_id']} on {spoken(r['docked_on'])} leaves the delivery as it is" for r in taken["return"]]
        if arrival.stands and arrival.placed_on is None:
            arrival.stands = False
            arrival.remarks.append(f"the day it {words} is not known, so it is not seen")
        if arrival.stands and case.by("clock", "time") and case.by("place", "dock") and _is_after_midnight(arrival.receipt):
            arrival.told_on += timedelta(days=1)
            arrival.remarks.append("by the time of day it came after midnight, so it is told as a day later")
    arrivals.sort(key=lambda arrival: (not arrival.stands, arrival.placed_on or date.max, arrival.id))
    so_far = Decimal(0)
    for arrival in arrivals:
        if arrival.stands:
            arrival.so_far = so_far = so_far + (arrival.qty or 0)
    return arrivals


def _take_back(arrival: Arrival, backs: list[dict]) -> None:
    """What reversals or returns take away; one without a quantity takes the whole receipt."""
    for back in backs:
        arrival.remarks.append(f"{back['kind']} {back['receipt_id']} on {spoken(back['docked_on'])} took {_taken(back)} back")
    quantities = [back["received_qty"] for back in backs]
    if backs and (arrival.qty is None or None in quantities or arrival.qty <= sum(quantities)):
        arrival.stands = False
        arrival.remarks.append("so nothing of it stands")
    elif backs:
        arrival.qty -= sum(quantities)
        arrival.remarks.append(f"so {spoken(arrival.qty)} stand")


def _taken(back: dict) -> str:
    return "all of it" if back["received_qty"] is None else spoken(back["received_qty"])


def _is_after_midnight(receipt: dict) -> bool:
    at = receipt["docked_local"]
    return at is not None and at > datetime.combine(receipt["docked_on"], datetime.min.time())


def _line(case: Case) -> dict:
    """When a line was due, what arrived of it, which receipt decides, and what may leave the line out."""
    choices = case.choices
    due_column = next((column for column in DUE_COLUMNS[choices["due"]] if case[column]), None)
    due_on = case[due_column] if due_column else None
    arrivals = _arrivals(case)
    standing = [arrival for arrival in arrivals if arrival.stands]
    reversed_ids = {r["of_receipt_id"] for r in case["receipts"] if r["kind"] == "reversal"}
    is_qty_known = all(r["received_qty"] is not None or r["receipt_id"] in reversed_ids for r in case["receipts"] if r["kind"] == "receipt")
    if case.by("partials", "first"):
        deciding = standing[:1]
        told = [arrival.told_on for arrival in standing]
    elif is_qty_known:
        deciding = [arrival for arrival in standing if 100 * arrival.so_far >= choices["full_percent"] * case["ordered_qty"]]
        told = [arrival.told_on for arrival in deciding]
    else:
        deciding = standing[-1:]
        told = [max(arrival.told_on for arrival in standing)] if standing else []
    filled_on = deciding[0].placed_on if deciding else None
    counted_on = filled_on or due_on if case.by("period", "received") else due_on
    order_lines = [line for line in case["order_lines"] if line["basis"] == case["basis"] and line["supplier_id"] == case["supplier_id"]]
    if case.by("unit", "order") and case["row_id"] in [line["line_id"] for line in order_lines]:
        counted_on = max(line["counted_on"] for line in order_lines)
    return {
        "due_column": due_column,
        "due_on": due_on,
        "since": due_on - timedelta(days=choices["early_days"]) if due_on and choices["early_days"] is not None else None,
        "until": due_on + timedelta(days=choices["late_days"]) if due_on else None,
        "arrivals": arrivals,
        "is_qty_known": is_qty_known,
        "arrived_qty": standing[-1].so_far if standing else Decimal(0),
        "first_on": standing[0].placed_on if standing else None,
        "decider": deciding[0] if deciding else None,
        "filled_on": filled_on,
        "told_on": min(told) if told else None,
        "changes_inside": [change for change in case["changes"] if _is_inside(change, case)],
        "is_cancelled_before": bool(due_on and case["status"] == "cancelled" and case["cancelled_on"] < due_on),
        "order_lines": order_lines,
        "counted_on": counted_on,
    }


def _is_inside(change: dict, case: Case) -> bool:
    """The buyer's change came after the order and later than the lead time before the day asked for."""
    asked_on, changed_on = case["requested_on"] or case["promised_on"], change["changed_on"]
    is_after_order = case["ordered_on"] is None or changed_on > case["ordered_on"]
    is_late = case["lead_days"] is None or (asked_on is not None and changed_on > asked_on - timedelta(days=case["lead_days"]))
    return change["by_side"] == "buyer" and change["field"] != "price" and is_after_order and is_late


def _due_words(case: Case) -> str:
    columns = DUE_COLUMNS[case.choices["due"]]
    if case["due_column"] is None:
        return "No date is known by which it was due."
    lacking = [DATE_WORDS[column] for column in columns[: columns.index(case["due_column"])]]
    instead = f" ({' and '.join(lacking)} {'are' if len(lacking) > 1 else 'is'} not known)" if lacking else ""
    others = ", ".join(f"{words} {spoken(case[column])}" for column, words in DATE_WORDS.items() if column != case["due_column"] and case[column])
    return f"On {spoken(case['due_on'])}, {DATE_WORDS[case['due_column']]}{instead}. Beside it: {others or 'no other date is known'}."


def _window_words(case: Case) -> str:
    if case["until"] is None:
        return ""
    since = f"from {spoken(case['since'])}" if case["since"] else "any day early"
    return f"It may come {since}, until {spoken(case['until'])}."


def _full_words(case: Case) -> str:
    percent, ordered = case.choices["full_percent"], case["ordered_qty"]
    full = "any quantity" if percent == 0 else spoken(percent * ordered / Decimal(100)) if percent != 100 else "all of it"
    more = "" if case.choices["over_percent"] is None else f" No more than {case.choices['over_percent']}% on top of it."
    return f"{spoken(ordered)} ordered ({case['uom'] or 'unit not known'}). Full is {full}.{more}"


def _arrival_words(case: Case) -> str:
    if not case["arrivals"]:
        return f"Nothing, as of {spoken(case['as_of'])}."
    return " ".join(_one_arrival(arrival, case) for arrival in case["arrivals"])


def _one_arrival(arrival: Arrival, case: Case) -> str:
    days = ", ".join(f"{words} on {spoken(day)}" if (day := arrival.receipt[column]) else f"{words}: day not known" for column, words in DAYS_OF_A_RECEIPT)
    qty = "a quantity not known" if arrival.receipt["received_qty"] is None else spoken(arrival.receipt["received_qty"])
    remarks = "".join(f"; {remark}" for remark in arrival.remarks)
    so_far = f"; {spoken(arrival.so_far)} of {spoken(case['ordered_qty'])} so far" if arrival.stands and case["is_qty_known"] else ""
    return f"Receipt {arrival.id}: {qty}, {days}{remarks}{so_far}."


DAYS_OF_A_RECEIPT = (("shipped_on", "shipped"), ("docked_on", "at the dock"), ("posted_on", "keyed in"))


def _decider_words(case: Case) -> str:
    decider, ordered = case["decider"], spoken(case["ordered_qty"])
    if decider is None:
        return f"None: {spoken(case['arrived_qty'])} of {ordered} is not full." if case["first_on"] else "None: no receipt stands."
    if case.by("partials", "first"):
        why = "the first one"
    elif not case["is_qty_known"]:
        why = "the last one, because quantities are not known"
    elif case.by("full_percent", 0):
        why = "the first one, because any quantity is enough"
    else:
        why = f"with it {spoken(decider.so_far)} of {ordered} are there, which is full"
    late = f", told as {spoken(case['told_on'])}" if case["told_on"] != case["filled_on"] else ""
    return f"Receipt {decider.id}: {why}. It {PLACES[case.choices['place']][1]} on {spoken(case['filled_on'])}{late}."


def _change_words(case: Case) -> str:
    changes = ", ".join(f"{change['field']} on {spoken(change['changed_on'])}" for change in case["changes_inside"])
    return f"Yes ({changes})."


def _no_change_words(case: Case) -> str:
    if case["changes_inside"]:
        return f"{_change_words(case)} Such lines are counted."
    asked_on = case["requested_on"] or case["promised_on"]
    if case["lead_days"] is None or asked_on is None:
        return "No: no change by the buyer after the order is known."
    since = max(asked_on - timedelta(days=case["lead_days"]), case["ordered_on"] or date.min)
    return f"No: no change by the buyer, of price apart, is known from after {spoken(since)}. The lead time is {_days(case['lead_days'])}."


def _cancelled_words(case: Case) -> str:
    if case["status"] != "cancelled":
        return ""
    if not case["is_cancelled_before"]:
        return f"No: it was cancelled on {spoken(case['cancelled_on'])}, not before it was due."
    return f"Yes, on {spoken(case['cancelled_on'])}. Such lines are counted."


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _late_words(case: Case) -> str:
    return f"No: {spoken(case['told_on'])} is {_days((case['told_on'] - case['until']).days)} after {spoken(case['until'])}."


def _line_weight(case: Case, outcome: str) -> tuple:
    if case.by("unit", "order"):
        is_bearer = case["order_lines"][0]["line_id"] == case["row_id"]
        return int(is_bearer and all(line["outcome"] == "on_time" for line in case["order_lines"])), int(is_bearer)
    size = {"line": 1, "quantity": case["ordered_qty"], "value": case["value_amount"]}[case.choices["unit"]]
    return size if outcome == "on_time" else 0, size


def _line_unit(case: Case) -> str:
    return {"line": "lines", "order": "orders", "quantity": f"quantity in {case['uom'] or 'units'}", "value": f"value in {case['currency']}"}[
        case.choices["unit"]
    ]


def _order_words(case: Case) -> str:
    """Which line an order stands on; empty where orders are not what is counted."""
    if not case.by("unit", "order") or not case["order_lines"]:
        return ""
    lines = ", ".join(f"{line['line_id']} {outcome_words(line['outcome'])}" for line in case["order_lines"])
    return f"The order counts once, on its first line, in the month of its last one, and is met when all its counted lines are: {lines}."


D1 = Explainer(
    row="schedule line",
    read=Read("SELECT schedule_lines.*, parts.uom FROM schedule_lines LEFT JOIN parts ON parts.part_id = schedule_lines.part_id", "line_id"),
    beside=DELIVERY,
    derive=_line,
    questions=(
        tell("When was it due?", _due_words, switches=("due",), columns=tuple(DATE_WORDS)),
        ask("Is a due date known?", "no_due_date", lambda c: c["due_on"] is None, "No: it can be neither early nor late.", counts=False),
        tell("How early and how late may it come?", _window_words, switches=("early_days", "late_days", "clock")),
        tell("How much is full?", _full_words, switches=("full_percent", "over_percent"), columns=("ordered_qty",)),
        ask("Was anything ordered?", "nothing_ordered", lambda c: c["ordered_qty"] == 0, "No: the ordered quantity is 0.", counts=False),
        tell(
            "What arrived?",
            _arrival_words,
            switches=("place", "returns"),
            beside=lambda c: [{column: receipt[column] for column in RECEIPT_COLUMNS} for receipt in c["receipts"]],
        ),
        tell("Which receipt decides?", _decider_words, switches=("partials",)),
        tell("With which lines does it count?", _order_words, switches=("unit",)),
        ask(
            "Is it free of charge?",
            "free",
            lambda c: c.by("free", "out") and c["value_amount"] == 0,
            "Yes: its value is 0.",
            lambda c: "Yes. Such lines are counted." if c["value_amount"] == 0 else "No: it is worth {value_amount} {currency}.".format_map(_Spoken(c)),
            counts=False,
            switches=("free",),
            columns=("value_amount",),
        ),
        ask(
            "Did the buyer change it inside the lead time?",
            "changed",
            lambda c: c.by("changed", "out") and c["changes_inside"] != [],
            _change_words,
            _no_change_words,
            counts=False,
            switches=("changed",),
            columns=("ordered_on", "lead_days"),
            beside=lambda c: [{name: change[name] for name in ("change_id", "changed_on", "field", "by_side")} for change in c["changes"]],
        ),
        ask(
            "Was too much delivered?",
            "over",
            lambda c: (
                c.choices["over_percent"] is not None
                and c["filled_on"] is not None
                and c["is_qty_known"]
                and 100 * c["arrived_qty"] > (100 + c.choices["over_percent"]) * c["ordered_qty"]
            ),
            "Yes: {arrived_qty} of {ordered_qty}.",
            lambda c: "" if c.choices["over_percent"] is None or c["filled_on"] is None else "No.",
            switches=("over_percent",),
        ),
        ask(
            "Was it too early?",
            "early",
            lambda c: c["told_on"] is not None and c["since"] is not None and c["told_on"] < c["since"],
            "Yes: {told_on} is before {since}.",
            lambda c: "" if c["since"] is None or c["told_on"] is None else "No.",
            switches=("early_days",),
        ),
        ask(
            "Was it full in time?",
            "on_time",
            lambda c: c["told_on"] is not None and c["told_on"] <= c["until"],
            "Yes: {told_on} is not after {until}.",
            lambda c: "" if c["told_on"] else "No: it is not full as of {as_of}.".format_map(_Spoken(c)),
        ),
        ask(
            "Was it cancelled before it was due?",
            "cancelled",
            lambda c: c["is_cancelled_before"] and c.by("cancelled", "out"),
            "Yes, on {cancelled_on}.",
            _cancelled_words,
            counts=False,
            switches=("cancelled",),
            columns=("status", "cancelled_on"),
        ),
        ask("Was it full in time?", "late", lambda c: c["told_on"] is not None, _late_words),
        ask(
            "Is its time over?",
            "not_due",
            lambda c: c["until"] >= c["as_of"],
            "No: it has until {until}, and the data end on {as_of}.",
            "Yes: {until} is before {as_of}.",
            counts=False,
        ),
        ask("What becomes of a cancelled line?", "cancelled", lambda c: c["is_cancelled_before"], "It counts as a miss.", switches=("cancelled",)),
        ask(
            "Did a part of it come?",
            "short",
            lambda c: c["first_on"] is not None,
            "Yes: {arrived_qty} of {ordered_qty}, which is not full.",
            "No: no receipt of it stands.",
        ),
        ask(
            "Does a line count of which nothing came?",
            "ignored",
            lambda c: c.by("overdue", "ignored"),
            "No: on this basis it is left out.",
            counts=False,
            switches=("overdue",),
        ),
        ask("Does a line count of which nothing came?", "overdue", lambda c: True, "Yes: nothing came, so it is a miss.", switches=("overdue",)),
    ),
    weigh=_line_weight,
    units=(lambda c: f"{_line_unit(c)} on time, in full", lambda c: f"{_line_unit(c)} due"),
)


# --- The other metrics: what the row says of itself, then the questions in the order that decides


def _shares(*met: str) -> Callable[[Case, str], tuple]:
    """What the rows of a share weigh: 1 in the denominator, and 1 in the numerator where met."""
    return lambda case, outcome: (int(outcome in met), 1)


def _event(case: Case, outcome: str) -> tuple:
    return 1, 0


def _exposure(case: Case, outcome: str) -> tuple:
    return 0, 1


def _lot(case: Case) -> dict:
    known = case.known("decided_on", "reopened_on")
    return known | {"counted_on": known["decided_on"], "decision": case["decision"] if known["decided_on"] else None}


Q1 = Explainer(
    row="inspection lot",
    read=Read("SELECT * FROM inspection_lots", "lot_id"),
    derive=_lot,
    questions=(
        _of_the_table("inspection_lots", "part_id", "receipt_id", "lot_qty", "inspected_qty", "accepted_qty", "rejected_qty"),
        ask(
            "Was it let through without inspection?",
            "skipped",
            lambda c: c["is_skip"] and c.by("skip_lots", "out"),
            "Yes, by agreement.",
            lambda c: "Yes, by agreement." if c["is_skip"] else "No.",
            counts=False,
            switches=("skip_lots",),
            columns=("is_skip",),
        ),
        ask(
            "Is it decided?", "open", lambda c: c["decision"] is None, "No, not as of {as_of}.", "Yes, on {decided_on}.", counts=False, columns=("decided_on",)
        ),
        ask("Was it rejected?", "rejected", lambda c: c["decision"] == "reject", "Yes, on {decided_on}.", "No.", columns=("decision",)),
        ask(
            "Was it used as it is?",
            "rejected",
            lambda c: c["decision"] == "use_as_is" and c.by("use_as_is", "reject"),
            "Yes, by a concession.",
            lambda c: "Yes, by a concession." if c["decision"] == "use_as_is" else "",
            switches=("use_as_is",),
        ),
        ask(
            "Was a defect found in it later?",
            "rejected",
            lambda c: c["reopened_on"] is not None and c.by("found_later", "reopens"),
            "Yes, on {reopened_on}.",
            lambda c: f"Yes, on {spoken(c['reopened_on'])}." if c["reopened_on"] else "No.",
            switches=("found_later",),
            columns=("reopened_on",),
        ),
        ask("So how does it count?", "accepted", lambda c: True, "As accepted."),
    ),
    weigh=lambda c, outcome: ((size := c["lot_qty"] if c.by("unit", "part") else 1) * (outcome == "accepted"), size),
    units=(lambda c: f"{c.choices['unit']}s accepted", lambda c: f"{c.choices['unit']}s decided"),
)


def _notice(case: Case) -> dict:
    return {
        "counted_on": case["made_on"] or case["found_on"] if case.by("period", "made") else case["found_on"],
        "defective_qty": {
            "claimed": case["claimed_qty"],
            "blocked": case["claimed_qty"] if case["blocked_qty"] is None else case["blocked_qty"],
            "confirmed": case["confirmed_qty"] or Decimal(0),
        }[case.choices["numerator"]],
    }


DEFECTIVE_UNITS = ("defective parts", "parts received or shipped")
Q2 = Explainer(
    row="quality notice",
    read=Read("SELECT * FROM quality_notices", "notice_id"),
    derive=_notice,
    questions=(
        _of_the_table("quality_notices", "part_id", "receipt_id", "found_on", "found_at", "made_on", "defect_code", "cause"),
        tell(
            "Which quantity counts?",
            "{defective_qty}; claimed {claimed_qty}, blocked {blocked_qty}, confirmed {confirmed_qty}.",
            switches=("numerator",),
            columns=("claimed_qty", "blocked_qty", "confirmed_qty"),
        ),
        tell("Which day places it?", "{counted_on}.", switches=("period",), columns=("found_on", "made_on")),
        ask("Is the supplier's analysis done?", "open", lambda c: c["confirmed_qty"] is None, "No: nothing is confirmed yet.", "Yes."),
        ask("Did it confirm the defect?", "refuted", lambda c: c["confirmed_qty"] == 0, "No: the quantity confirmed is 0."),
        ask("Did it confirm the defect?", "confirmed", lambda c: True, "Yes: {confirmed_qty} of {claimed_qty} claimed."),
    ),
    weigh=lambda c, outcome: (c["defective_qty"], 0),
    units=DEFECTIVE_UNITS,
)
Q2_RECEIPT = Explainer(
    row="",
    read=Read(
        "SELECT arrivals.*, schedule_lines.supplier_id, schedule_lines.part_id FROM arrivals"
        " INNER JOIN schedule_lines ON schedule_lines.line_id = arrivals.line_id",
        "receipt_id",
        of=("receipt_id",),
    ),
    derive=lambda c: {"counted_on": c["shipped_on"] or c["docked_on"] if c.by("denominator", "shipped") else c["docked_on"]},
    questions=(
        tell("What is it?", "A receipt that defects are measured against: shipped {shipped_on}, at the dock {docked_on}.", columns=("line_id", "part_id")),
        tell("Which day places it?", "{counted_on}.", switches=("denominator",), columns=("shipped_on", "docked_on")),
        ask("Is its quantity known?", "no_quantity", lambda c: c["arrived_qty"] is None, "No.", counts=False, columns=("arrived_qty",)),
        ask("How much arrived?", "received", lambda c: True, "{arrived_qty}, what reversals took back taken off.", columns=("arrived_qty",)),
    ),
    weigh=lambda c, outcome: (0, c["arrived_qty"]),
    units=DEFECTIVE_UNITS,
)


def _add_workdays(day: date, workdays: int) -> date:
    """So many days from Monday to Friday later; the day itself for none."""
    while workdays > 0:
        day += timedelta(days=1)
        workdays -= day.weekday() < 5
    return day


def _action(case: Case) -> dict:
    known = case.known("answered_on", "verified_on")
    agreed_on = case["first_due_on"] or case["due_on"] if case.by("due", "original") else case["due_on"]
    is_working = case.by("clock", "working")
    return known | {
        "agreed_on": agreed_on,
        "counted_on": _add_workdays(case["issued_on"], (agreed_on - case["issued_on"]).days) if is_working and agreed_on > case["issued_on"] else agreed_on,
        "closed_on": known["answered_on"] or known["verified_on"] if case.by("closed", "answered") else known["verified_on"],
    }


Q3 = Explainer(
    row="corrective action",
    read=Read("SELECT * FROM corrective_actions", "action_id"),
    derive=_action,
    questions=(
        _of_the_table("corrective_actions", "notice_id", "part_id", "defect_code", "issued_on"),
        tell(
            "When was it due?",
            lambda c: (
                f"On {spoken(c['counted_on'])}"
                + (f": as many working days as it has calendar days until {spoken(c['agreed_on'])}." if c["counted_on"] != c["agreed_on"] else ".")
            ),
            switches=("due", "clock"),
            columns=("first_due_on", "due_on"),
        ),
        tell(
            "When was it closed?",
            lambda c: f"On {spoken(c['closed_on'])}." if c["closed_on"] else f"Not as of {spoken(c['as_of'])}.",
            switches=("closed",),
            columns=("answered_on", "verified_on"),
        ),
        ask("Was that in time?", "on_time", lambda c: c["closed_on"] is not None and c["closed_on"] <= c["counted_on"], "Yes: not after {counted_on}."),
        ask("Was that in time?", "late", lambda c: c["closed_on"] is not None, "No: {closed_on} is after {counted_on}."),
        ask("Is its time over?", "overdue", lambda c: c["counted_on"] < c["as_of"], "Yes: {counted_on} is before {as_of}."),
        ask("Is its time over?", "not_due", lambda c: True, "No: it has until {counted_on}, and the data end on {as_of}.", counts=False),
    ),
    weigh=_shares("on_time"),
    units=("actions on time", "actions due"),
)


def _add_months(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _repeat(case: Case) -> dict:
    defect = "defect_family" if case.by("code", "family") else "defect_code"
    item = "category" if case.by("item", "family") else "part_id"
    alike = [
        action
        for action in case["actions"]
        if None not in (case[defect], case[item])
        and (action[defect], action[item]) == (case[defect], case[item])
        and action["verified_on"] < case["found_on"] <= _add_months(action["verified_on"], case.choices["months"])
    ]
    return {
        "counted_on": case["found_on"],
        "same_defect": case[defect],
        "same_item": case[item],
        # The last one closed.
        "alike": sorted(alike, key=lambda action: (-action["verified_on"].toordinal(), action["action_id"]))[:1],
    }


Q4 = Explainer(
    row="quality notice",
    read=Read("SELECT quality_notices.*, parts.category FROM quality_notices LEFT JOIN parts ON parts.part_id = quality_notices.part_id", "notice_id"),
    beside={
        # What an action does not say of itself, the notice it answers does.
        "actions": Read(
            "SELECT known.*, parts.category FROM ("
            "SELECT a.action_id, a.supplier_id, a.verified_on, coalesce(a.defect_code, n.defect_code) AS defect_code,"
            " coalesce(a.defect_family, n.defect_family) AS defect_family, coalesce(a.part_id, n.part_id) AS part_id"
            " FROM corrective_actions AS a LEFT JOIN quality_notices AS n ON n.notice_id = a.notice_id WHERE a.verified_on IS NOT NULL"
            ") AS known LEFT JOIN parts ON parts.part_id = known.part_id",
            "supplier_id",
            of=("supplier_id",),
        )
    },
    derive=_repeat,
    questions=(
        _of_the_table("quality_notices", "found_on", "found_at", "part_id", "defect_code", "defect_family"),
        ask(
            "What is it compared by?",
            "no_code",
            lambda c: c["same_defect"] is None or c["same_item"] is None,
            "Defect {same_defect}, item {same_item}: there is nothing to compare by.",
            "Defect {same_defect}, item {same_item}.",
            counts=False,
            switches=("code", "item"),
            columns=("defect_code", "defect_family", "part_id", "category"),
        ),
        ask(
            "Had an action against it been closed before?",
            "repeat",
            lambda c: c["alike"] != [],
            lambda c: f"Yes: {c['alike'][0]['action_id']}, verified on {spoken(c['alike'][0]['verified_on'])}, so the defect came back.",
            switches=("months",),
            beside=lambda c: c["alike"],
        ),
        ask("Had an action against it been closed before?", "new", lambda c: True, "No, none that is near enough in time.", switches=("months",)),
    ),
    weigh=_shares("repeat"),
    units=("notices that repeat a defect", "notices"),
)


def _confirmed(case: Case) -> dict:
    """Which confirmation counts. A day that has passed can no longer be moved: from the first one sent too late, none counts."""
    counting, before = [], None
    for told in case["confirmations"]:
        if before and told["confirmed_on"] > before["for_on"] and case.by("after_due", "ignored"):
            break
        counting.append(told)
        before = told
    chosen = counting[-1 if case.by("confirmation", "last") else 0] if counting else None
    due_on = chosen["for_on"] if chosen else None
    is_cancelled_before = bool(due_on and case["status"] == "cancelled" and case["cancelled_on"] < due_on)
    return {"chosen": chosen, "due_on": due_on, "counted_on": due_on, "is_cancelled_before": is_cancelled_before}


D2 = Explainer(
    row="schedule line",
    read=Read(
        "SELECT schedule_lines.*, d1_rows.filled_on FROM schedule_lines"
        " INNER JOIN d1_rows ON d1_rows.line_id = schedule_lines.line_id AND d1_rows.basis = 'agreed'",
        "line_id",
    ),
    beside={
        "confirmations": Read(
            "SELECT confirmations.* FROM confirmations CROSS JOIN snapshot_info WHERE confirmed_on <= as_of", "line_id", order="confirmed_on, confirmation_id"
        )
    },
    derive=_confirmed,
    questions=(
        _of_the_table("schedule_lines", "order_id", "part_id", "ordered_on", "requested_on", "ordered_qty"),
        ask("Was it confirmed?", "never_confirmed", lambda c: c["chosen"] is None, "No: no confirmation of it is known.", counts=False),
        tell(
            "Which confirmation counts?",
            lambda c: f"The one sent on {spoken(c['chosen']['confirmed_on'])}: it promises {spoken(c['chosen']['for_on'])}.",
            switches=("confirmation", "after_due"),
            beside=lambda c: [{name: told[name] for name in ("confirmation_id", "confirmed_on", "for_on")} for told in c["confirmations"]],
        ),
        ask("Was anything ordered?", "nothing_ordered", lambda c: c["ordered_qty"] == 0, "No: the ordered quantity is 0.", counts=False),
        ask(
            "Was it full by then?",
            "on_time",
            lambda c: c["filled_on"] is not None and c["filled_on"] <= c["due_on"],
            "Yes: full on {filled_on}, as agreed for on time, in full.",
            lambda c: "" if c["filled_on"] else f"No: it is not full as of {spoken(c['as_of'])}.",
            columns=("filled_on",),
        ),
        ask(
            "Was it cancelled before that day?",
            "cancelled",
            lambda c: c["is_cancelled_before"],
            "Yes, on {cancelled_on}.",
            counts=False,
            columns=("status", "cancelled_on"),
        ),
        ask("Was it full by then?", "late", lambda c: c["filled_on"] is not None, "No: full on {filled_on}, after {due_on}.", columns=("filled_on",)),
        ask("Is its time over?", "not_due", lambda c: c["due_on"] >= c["as_of"], "No: it has until {due_on}, and the data end on {as_of}.", counts=False),
        ask("Is its time over?", "overdue", lambda c: True, "Yes: {due_on} is before {as_of}, and it is not full."),
    ),
    weigh=_shares("on_time"),
    units=("lines kept as confirmed", "confirmed lines due"),
)


def _workdays_between(first: date, last: date) -> int:
    """Days from Monday to Friday, from the first to the day before the last."""
    return sum((first + timedelta(days=i)).weekday() < 5 for i in range((last - first).days))


def _lead_time(case: Case) -> dict:
    started_on = case["confirmed_on"] if case.by("start", "confirmed") else case["ordered_on"]
    days = None
    if started_on and case["filled_on"] and started_on <= case["filled_on"]:
        days = _workdays_between(started_on, case["filled_on"]) if case.by("days", "working") else (case["filled_on"] - started_on).days
    return {"started_on": started_on, "measured_days": days, "counted_on": case["due_on"]}


D3 = Explainer(
    row="schedule line",
    read=Read(
        "SELECT d1_rows.*,"
        " (SELECT min(confirmed_on) FROM confirmations AS told WHERE told.line_id = d1_rows.line_id AND confirmed_on <= as_of) AS confirmed_on,"
        " EXISTS (SELECT 1 FROM cost_events AS cost WHERE cost.line_id = d1_rows.line_id AND cost.element IN ('expedite', 'premium_freight')"
        " AND cost.occurred_on <= as_of) AS is_expedited FROM d1_rows CROSS JOIN snapshot_info WHERE basis = 'agreed'",
        "line_id",
    ),
    derive=_lead_time,
    questions=(
        _of_the_table("schedule_lines", "order_id", "part_id", "ordered_on", "ordered_qty"),
        ask("When was it due?", "no_due_date", lambda c: c["due_on"] is None, "No date is known.", "On {due_on}.", counts=False, columns=("due_on",)),
        ask("Was anything ordered?", "nothing_ordered", lambda c: c["ordered_qty"] == 0, "No: the ordered quantity is 0.", counts=False),
        ask("When was it full?", "open", lambda c: c["filled_on"] is None, "Not as of {as_of}.", "On {filled_on}.", counts=False, columns=("filled_on",)),
        ask(
            "Was it expedited?",
            "expedited",
            lambda c: c["is_expedited"] and c.by("expedites", "out"),
            "Yes.",
            lambda c: "Yes." if c["is_expedited"] else "No.",
            counts=False,
            switches=("expedites",),
        ),
        ask(
            "Was it confirmed?", "never_confirmed", lambda c: c["confirmed_on"] is None and c.by("start", "confirmed"), "No.", counts=False, switches=("start",)
        ),
        ask("When did its time start?", "no_start", lambda c: c["started_on"] is None, "No such day is known.", counts=False, switches=("start",)),
        ask("When did its time start?", "backwards", lambda c: c["measured_days"] is None, "On {started_on}, after it was full.", counts=False),
        ask(
            "How long did it take?",
            "received",
            lambda c: True,
            "{measured_days} days, from {started_on} to {filled_on}.",
            switches=("start", "days"),
            columns=("ordered_on", "confirmed_on"),
        ),
    ),
    weigh=lambda c, outcome: (c["measured_days"], 1),
    units=("days measured", "lines"),
)


# --- Support: what happened on the as-of date or later is not known yet, and times are told by the plant's clock

TICKET_TIMES = ("opened_at", "triaged_at", "auto_reply_at", "first_response_at", "restored_at", "resolved_at", "reopened_at")
LOCAL_TIMES = ", ".join("srm_local(" + name + ", time_zone) AS local_" + name for name in TICKET_TIMES)
TICKET = Read(
    "SELECT tickets.*, " + LOCAL_TIMES + ", srm_utc(CAST(as_of AS TIMESTAMP), time_zone) AS known_until,"
    " srm_local(srm_utc(CAST(as_of AS TIMESTAMP), time_zone), time_zone) AS local_known_until FROM tickets CROSS JOIN snapshot_info",
    "ticket_id",
)
WHAT_TICKET = _of_the_table("tickets", "subject", "priority", "supplier_priority", "cause")
DAY_BEGINS, DAY_ENDS = 8 * 3600, 18 * 3600


def _known_times(case: Case) -> dict:
    return {name: case[name] if case[name] is not None and case[name] < case["known_until"] else None for name in TICKET_TIMES}


def _when(case: Case, name: str) -> str:
    """A time of a ticket by the plant's clock."""
    return spoken(case["local_" + name]) if case[name] is not None else f"not known as of {spoken(case['as_of'])}"


def _minutes(start: datetime, end: datetime) -> int:
    """Whole minutes; a minute begun does not count, and what ends before it starts took none."""
    return max((end - start) // timedelta(minutes=1), 0)


def _business_minutes(start: datetime, end: datetime) -> int:
    """Whole minutes of Monday to Friday, 8 to 18, by the plant's clock."""
    return max((_business_seconds(end) - _business_seconds(start)) // 60, 0)


def _business_seconds(at: datetime) -> int:
    """Those before a moment, since a Monday long ago."""
    weeks, weekday = divmod((at.date() - schema.FIRST_DAY).days, 7)
    today = min(max(at.hour * 3600 + at.minute * 60 + at.second, DAY_BEGINS), DAY_ENDS) - DAY_BEGINS if weekday < 5 else 0
    return (5 * weeks + min(weekday, 5)) * (DAY_ENDS - DAY_BEGINS) + today


def _answered(case: Case) -> dict:
    times = _known_times(case)
    start = "triaged_at" if case.by("start", "triaged") and times["triaged_at"] else "opened_at"
    answers = [name for name in ("first_response_at", "auto_reply_at") if times[name] and (name == "first_response_at" or case.by("auto_reply", "yes"))]
    answer = min(answers, key=lambda name: times[name], default=None)
    end = answer or "known_until"
    is_supplier = case.by("severity", "supplier") and case["supplier_target_minutes"] is not None
    return times | {
        "start": start,
        "answer": answer,
        "allowed_minutes": case["supplier_target_minutes"] if is_supplier else case["target_minutes"],
        "whose": "supplier's" if is_supplier else "caller's",
        "minutes": (
            _business_minutes(case["local_" + start], case["local_" + end])
            if case.by("clock", "business")
            else _minutes(times[start], times[answer] if answer else case["known_until"])
        ),
        "counted_on": case["local_opened_at"].date(),
    }


START_WORDS = {"opened_at": "when it was sent", "triaged_at": "when the supplier took it in hand"}
ANSWER_WORDS = {"first_response_at": "by a person", "auto_reply_at": "by an automatic reply"}

S1 = Explainer(
    row="ticket",
    read=TICKET,
    derive=_answered,
    questions=(
        WHAT_TICKET,
        tell(
            "When did the clock start?",
            lambda c: f"On {_when(c, c['start'])}, {START_WORDS[c['start']]} (plant's time).",
            switches=("start",),
            columns=("opened_at", "triaged_at"),
        ),
        tell(
            "When did it stop?",
            lambda c: (
                f"On {_when(c, c['answer'])}, {ANSWER_WORDS[c['answer']]}."
                if c["answer"]
                else f"It has not: no answer that counts is known before {spoken(c['as_of'])}."
            ),
            switches=("auto_reply",),
            columns=("auto_reply_at", "first_response_at"),
        ),
        ask(
            "How much time is allowed?",
            "no_target",
            lambda c: c["allowed_minutes"] is None,
            "No target is known.",
            "{allowed_minutes} minutes, the target of the {whose} priority.",
            counts=False,
            switches=("severity",),
            columns=("target_minutes", "supplier_target_minutes"),
        ),
        tell("How many minutes went by?", "{minutes}.", switches=("clock",)),
        ask(
            "Was it answered in time?",
            "not_due",
            lambda c: c["answer"] is None and c["minutes"] <= c["allowed_minutes"],
            "Not yet, but its {allowed_minutes} minutes are not over.",
            counts=False,
        ),
        ask("Was it answered in time?", "unanswered", lambda c: c["answer"] is None, "No: its {allowed_minutes} minutes are over without an answer."),
        ask("Was it answered in time?", "in_time", lambda c: c["minutes"] <= c["allowed_minutes"], "Yes: {minutes} of {allowed_minutes} minutes."),
        ask("Was it answered in time?", "late", lambda c: True, "No: {minutes} minutes are more than {allowed_minutes}."),
    ),
    weigh=_shares("in_time"),
    units=("tickets in time", "tickets sent"),
)


def _resolved(case: Case) -> dict:
    times = _known_times(case)
    resolved_at, days = times["resolved_at"], case.choices["reopen_days"]
    followed = [ticket for ticket in case["followers"] if resolved_at and resolved_at <= ticket["opened_at"] < case["known_until"]]

    def is_near(at: datetime | None) -> bool:
        return bool(resolved_at and at and _minutes(resolved_at, at) <= MINUTES_PER_DAY * days)

    return times | {
        "follower": followed[0] if followed else None,
        "is_reopened": is_near(times["reopened_at"]),
        "is_followed": bool(followed and is_near(followed[0]["opened_at"])),
        "counted_on": case["local_resolved_at" if resolved_at else "local_opened_at"].date(),
    }


S2 = Explainer(
    row="ticket",
    read=TICKET,
    beside={"followers": Read("SELECT * FROM tickets", "follows_ticket_id", order="opened_at, ticket_id")},
    derive=_resolved,
    questions=(
        WHAT_TICKET,
        tell("When was it sent?", lambda c: f"On {_when(c, 'opened_at')} (plant's time).", columns=("opened_at",)),
        ask(
            "Is it resolved?",
            "open",
            lambda c: c["resolved_at"] is None,
            "Not as of {as_of}.",
            lambda c: f"Yes, on {_when(c, 'resolved_at')}.",
            counts=False,
            columns=("resolved_at",),
        ),
        ask(
            "Was it closed because the caller was silent?",
            "silent",
            lambda c: c["closed_by"] == "silence" and c.by("silence", "out"),
            "Yes.",
            lambda c: "Yes." if c["closed_by"] == "silence" else "No.",
            counts=False,
            switches=("silence",),
            columns=("closed_by",),
        ),
        ask(
            "Was it opened again?",
            "reopened",
            lambda c: c["is_reopened"],
            lambda c: f"Yes, on {_when(c, 'reopened_at')}.",
            lambda c: f"Yes, on {_when(c, 'reopened_at')}, too late to count." if c["reopened_at"] else "No.",
            switches=("reopen_days",),
            columns=("reopened_at",),
        ),
        ask(
            "Did a new ticket on the same fault follow?",
            "reopened",
            lambda c: c["is_followed"] and c.by("follow_up", "reopens"),
            lambda c: f"Yes, ticket {c['follower']['ticket_id']}.",
            lambda c: f"Yes, ticket {c['follower']['ticket_id']}{'' if c['is_followed'] else ', too late to count'}." if c["follower"] else "No.",
            switches=("follow_up", "reopen_days"),
            beside=lambda c: [{name: c["follower"][name] for name in ("ticket_id", "opened_at", "follows_ticket_id")}] if c["follower"] else [],
        ),
        ask("So was it fixed the first time?", "fixed", lambda c: True, "Yes."),
    ),
    weigh=_shares("fixed"),
    units=("tickets fixed first time", "tickets resolved"),
)


def _restored(case: Case) -> dict:
    times = _known_times(case)
    stop = next((name for name in ("restored_at", "resolved_at") if times[name] and (name == "resolved_at" or case.by("until", "restored"))), None)
    whole = (times[stop] - times["opened_at"]) // timedelta(minutes=1) if stop else None
    paused = case["paused_minutes"] or 0 if case.by("pauses", "stops") else 0
    return times | {
        "stop": stop,
        "counted_priority": case["supplier_priority"] or case["priority"] if case.by("severity", "supplier") else case["priority"],
        "whole_minutes": whole,
        "minutes": max(whole - paused, 0) if stop else None,
        "counted_on": case["local_" + (stop or "opened_at")].date(),
    }


def _restored_question(outcome: str) -> Question:
    return ask(
        "How long did it take?",
        outcome,
        lambda c: c["stop"] is not None and c.by("until", outcome),
        lambda c: (
            f"{spoken(c['minutes'])} minutes; {spoken(c['whole_minutes'])} by the clock, of which it waited {spoken(c['paused_minutes'])} for the caller."
        ),
        switches=("pauses",),
        columns=("paused_minutes",),
    )


S3 = Explainer(
    row="ticket",
    read=TICKET,
    derive=_restored,
    questions=(
        WHAT_TICKET,
        ask(
            "Is it a grave one?",
            "minor",
            lambda c: c["counted_priority"] in ("P3", "P4"),
            "No: its priority is {counted_priority}, only P1 and P2 are.",
            "Yes: its priority is {counted_priority}.",
            counts=False,
            switches=("severity",),
            columns=("priority", "supplier_priority"),
        ),
        tell("When did the clock start?", lambda c: f"On {_when(c, 'opened_at')}, when it was sent (plant's time).", columns=("opened_at",)),
        ask(
            "When did it stop?",
            "open",
            lambda c: c["stop"] is None,
            "It still runs as of {as_of}.",
            lambda c: f"On {_when(c, c['stop'])}.",
            counts=False,
            switches=("until",),
            columns=("restored_at", "resolved_at"),
        ),
        _restored_question("restored"),
        _restored_question("resolved"),
    ),
    weigh=lambda c, outcome: (c["minutes"], 1),
    units=("minutes measured", "tickets"),
)

# --- Cost

C1 = Explainer(
    row="line of the cost ledger",
    read=Read(
        "SELECT *, CASE WHEN receipt_id IS NULL OR element = 'price' THEN event_id ELSE concat(event_id, ' / ', receipt_id) END AS ledger_id FROM cost_ledger",
        "ledger_id",
    ),
    derive=lambda c: {"counted_on": c["booked_on"]},
    questions=(
        _of_the_table("cost_events", "element", "component", "cause"),
        tell("How was it put on this receipt?", "{rule}; booked on {booked_on}.", columns=("receipt_id", "part_id", "line_id", "shipment_id")),
        ask(
            "Is there an amount?",
            "{state}",
            lambda c: c["state"] != "amount",
            "No: it is {state}.",
            "Yes: {amount}.",
            counts=False,
            columns=("state", "amount"),
        ),
        ask(
            "Is it the price of the goods?",
            "price",
            lambda c: c["element"] == "price",
            "Yes: it is what costs are measured against.",
            "No.",
            columns=("element",),
        ),
        ask(
            "Does such a cost count?",
            "element",
            lambda c: c.by("elements", "invoiced") and c["element"] != "freight_duty",
            "No.",
            "Yes.",
            counts=False,
            switches=("elements",),
        ),
        ask(
            "Is it a credit the supplier gave?",
            "recovered",
            lambda c: c.by("recovered", "out") and c["element"] == "recovered",
            "Yes.",
            lambda c: "Yes." if c["element"] == "recovered" else "",
            counts=False,
            switches=("recovered",),
        ),
        ask(
            "Did the buyer cause it?",
            "ours",
            lambda c: c.by("ours", "out") and c["cause"] == "ours",
            "Yes.",
            lambda c: "Yes." if c["cause"] == "ours" else "No.",
            counts=False,
            switches=("ours",),
            columns=("cause",),
        ),
        ask("So how does it count?", "credit", lambda c: c["amount"] < 0, "{amount} is taken off the costs."),
        ask("So how does it count?", "added", lambda c: True, "{amount} is added to the costs."),
    ),
    weigh=lambda c, outcome: (0, c["amount"]) if outcome == "price" else (c["amount"], 0),
    units=("cost beside the price", "price"),
)


def _is_within(case: Case) -> bool:
    """A price difference so small that it is no error; one of unknown amount never is."""
    percent, by = case.choices["tolerance_percent"], case["correction_amount"]
    return case["correction"] == "price" and percent > 0 and by is not None and 100 * abs(by) <= percent * abs(case["amount"])


C2 = Explainer(
    row="invoice line",
    read=Read("SELECT * FROM invoice_lines", "invoice_line_id"),
    derive=lambda c: {"counted_on": c["invoiced_on"]},
    questions=(
        _of_the_table("invoice_lines", "line_id", "invoiced_on", "amount", "currency"),
        ask(
            "Is it a credit note?",
            "credit",
            lambda c: c["is_credit"] and c.by("credit_notes", "out"),
            "Yes.",
            lambda c: "Yes." if c["is_credit"] else "No.",
            counts=False,
            switches=("credit_notes",),
            columns=("is_credit",),
        ),
        ask(
            "Was it corrected?",
            "right",
            lambda c: c["correction"] == "none",
            "No.",
            "Yes: the {correction}; by how much: {correction_amount}.",
            columns=("correction",),
        ),
        ask(
            "Did the error begin with the buyer's order?",
            "right",
            lambda c: c.by("our_errors", "out") and c["correction_cause"] == "ours",
            "Yes, so it is no error of the invoice.",
            lambda c: "Yes." if c["correction_cause"] == "ours" else "No.",
            switches=("our_errors",),
            columns=("correction_cause",),
        ),
        ask(
            "Is it a price difference too small to count?",
            "right",
            _is_within,
            "Yes: {correction_amount} of {amount}.",
            lambda c: "No." if c["correction"] == "price" else "",
            switches=("tolerance_percent",),
            columns=("amount", "correction_amount"),
        ),
        ask("So was it right?", "corrected", lambda c: True, "No: it had to be corrected."),
    ),
    weigh=_shares("right"),
    units=("invoice lines right", "invoice lines"),
)

# --- Customer


def _promise(case: Case) -> dict:
    due_on = case["first_promised_on"] or case["promised_on"] if case.by("promise", "first") else case["promised_on"]
    return case.known("shipped_on", "kept_on") | {"due_on": due_on, "counted_on": due_on}


def _is_theirs(case: Case) -> bool:
    return case["broken_cause"] == "theirs" and (case.by("cause", "claimed") or bool(case["is_cause_agreed"]))


BROKEN_CAUSE = {"switches": ("cause",), "columns": ("broken_cause", "is_cause_agreed")}
BROKEN_WORDS = "Cause claimed: {broken_cause}; agreed by both firms: {is_cause_agreed}."

P1 = Explainer(
    row="promise to a customer",
    read=Read("SELECT * FROM customer_promises", "promise_id"),
    derive=_promise,
    questions=(
        _of_the_table("customer_promises", "customer_order_id", "order_amount", "currency"),
        tell("What was promised?", "{due_on}.", switches=("promise",), columns=("first_promised_on", "promised_on")),
        ask(
            "Has it been shipped?",
            "not_shipped",
            lambda c: c.by("depends", "shipped") and c["shipped_on"] is None,
            "Not as of {as_of}.",
            lambda c: f"Yes, on {spoken(c['shipped_on'])}." if c["shipped_on"] else f"Not as of {spoken(c['as_of'])}.",
            counts=False,
            switches=("depends",),
            columns=("shipped_on",),
        ),
        ask(
            "Was it kept?",
            "kept",
            lambda c: c["kept_on"] is not None and c["kept_on"] <= c["due_on"],
            "Yes, on {kept_on}.",
            lambda c: f"No: on {spoken(c['kept_on'])}, after that day." if c["kept_on"] else f"Not as of {spoken(c['as_of'])}.",
            columns=("kept_on",),
        ),
        ask("Is its time over?", "not_due", lambda c: c["kept_on"] is None and c["due_on"] >= c["as_of"], "No: it has until {due_on}.", counts=False),
        ask("Is the supplier the cause?", "broken_theirs", _is_theirs, "Yes. " + BROKEN_WORDS, **BROKEN_CAUSE),
        ask("Is the supplier the cause?", "broken_other", lambda c: True, "No, so it is no miss of the supplier. " + BROKEN_WORDS, **BROKEN_CAUSE),
    ),
    weigh=_shares("kept", "broken_other"),
    units=("promises not broken by the supplier", "promises that depended on it"),
)

COMPLAINT_UNITS = (lambda c: "units complained about" if c.by("unit", "unit") else "complaints", "customers' orders that depend on the supplier")
P2 = Explainer(
    row="complaint",
    read=Read("SELECT * FROM complaints", "complaint_id"),
    derive=lambda c: {"counted_on": c["received_on"], "units": (1 if c["unit_count"] is None else c["unit_count"]) if c.by("unit", "unit") else 1},
    questions=(
        _of_the_table("complaints", "customer_order_id", "received_on", "unit_count", "subject"),
        ask(
            "Does the customer ask for money or goods?",
            "no_claim",
            lambda c: c.by("complaint", "claim") and not c["is_claim"],
            "No.",
            "{is_claim}.",
            counts=False,
            switches=("complaint",),
            columns=("is_claim",),
        ),
        ask(
            "Has the supplier accepted it?",
            "not_accepted",
            lambda c: c.by("traced", "accepted") and not c["is_accepted"],
            "No.",
            "{is_accepted}.",
            counts=False,
            switches=("traced",),
            columns=("is_accepted",),
        ),
        ask("So how does it count?", "traced", lambda c: True, "As {units}, traced to the supplier.", switches=("unit",), columns=("unit_count",)),
    ),
    weigh=lambda c, outcome: (c["units"], 0),
    units=COMPLAINT_UNITS,
)
P2_ORDER = Explainer(
    row="",
    read=Read(
        "SELECT supplier_id, customer_order_id, min(coalesce(first_promised_on, promised_on)) AS first_promised_on, count(*) AS promises"
        " FROM customer_promises GROUP BY supplier_id, customer_order_id",
        "customer_order_id",
        of=("customer_order_id",),
    ),
    derive=lambda c: {"counted_on": c["first_promised_on"]},
    questions=(
        tell("What is it?", "A customer's order. Promises of it that depend on the supplier: {promises}.", columns=("customer_order_id",)),
        ask("When was it first promised for?", "not_due", lambda c: c["first_promised_on"] > c["as_of"], "{first_promised_on}, after {as_of}.", counts=False),
        ask("When was it first promised for?", "dependent", lambda c: True, "{first_promised_on}.", columns=("first_promised_on",)),
    ),
    weigh=_exposure,
    units=COMPLAINT_UNITS,
)

# --- Our part


def _late_change(case: Case) -> dict:
    return {
        "counted_on": case["due_on"],
        "is_in_time": case["filled_on"] is not None and case["filled_on"] <= case["due_on"] if case["due_on"] else False,
        "is_cancelled_before": bool(case["due_on"] and case["status"] == "cancelled" and case["cancelled_on"] < case["due_on"]),
        "d1_words": outcome_words(case["outcome"]),
        # D1 may leave out lines we changed; they are due all the same.
        "is_left_out": case["outcome"] == "changed",
    }


B1 = Explainer(
    row="schedule line",
    read=Read(
        "SELECT d1_rows.*, schedule_lines.status, schedule_lines.cancelled_on, schedule_lines.lead_days FROM d1_rows"
        " INNER JOIN schedule_lines ON schedule_lines.line_id = d1_rows.line_id WHERE basis = 'agreed'",
        "line_id",
    ),
    beside={"changes": DELIVERY["changes"]},
    derive=_late_change,
    questions=(
        _of_the_table("schedule_lines", "order_id", "part_id", "ordered_on", "requested_on", "lead_days"),
        tell("When was it due?", "{due_on}, as agreed for on time, in full.", columns=("due_on",)),
        tell(
            "What was changed after the order?",
            lambda c: f"{len(c['changes'])} changes are known." if c["changes"] else "No change is known.",
            beside=lambda c: [{name: change[name] for name in ("change_id", "changed_on", "field", "by_side")} for change in c["changes"]],
        ),
        ask(
            "Was it cancelled before it was due?",
            "cancelled",
            lambda c: c["is_left_out"] and not c["is_in_time"] and c["is_cancelled_before"],
            "Yes, on {cancelled_on}.",
            counts=False,
        ),
        ask(
            "Is it due yet?",
            "not_due",
            lambda c: c["is_left_out"] and not c["is_in_time"] and c["filled_on"] is None and c["due_on"] >= c["as_of"],
            "No: the data end on {as_of}.",
            counts=False,
        ),
        ask(
            "Is it counted as due?",
            "{outcome}",
            lambda c: not c["is_left_out"] and not c["is_counted"],
            "No: on time, in full it is {d1_words}, and not counted.",
            "Yes.",
            counts=False,
        ),
        ask("Did we change it inside its lead time?", "changed", lambda c: c["is_changed_inside"], "Yes.", columns=("is_changed_inside",)),
        ask("Did we change it inside its lead time?", "unchanged", lambda c: True, "No.", columns=("is_changed_inside",)),
    ),
    weigh=_shares("changed"),
    units=("lines we changed inside the lead time", "lines due"),
)


def _forecast(case: Case) -> dict:
    """The last forecast of a part and month that was given in time is compared; the day a month begins tells them apart."""
    month_on, lead_days = case["counted_on"], case["lead_days"]
    in_time = [
        one
        for one in case["forecasts"]
        if one["supplier_id"] == case["supplier_id"] and one["month_on"].replace(day=1) == month_on and _is_given_in_time(one, lead_days)
    ]
    last = max(in_time, key=lambda one: (one["made_on"], one["forecast_id"]), default=None)
    return {
        "is_in_time": _is_given_in_time(case | {"month_on": month_on}, lead_days),
        "is_last": last is not None and last["forecast_id"] == case["row_id"],
        "is_over": month_on < case["as_of"].replace(day=1),
        "error_qty": abs(case["forecast_qty"] - case["ordered_qty"]) if case["ordered_qty"] is not None else None,
    }


def _is_given_in_time(forecast: dict, lead_days: int) -> bool:
    return (forecast["month_on"].replace(day=1) - forecast["made_on"]).days >= lead_days


B2 = Explainer(
    row="forecast",
    read=None,
    beside={"forecasts": Read("SELECT forecasts.* FROM forecasts CROSS JOIN snapshot_info WHERE made_on <= as_of", "part_id", of=("part_id",))},
    derive=_forecast,
    questions=(
        _of_the_table("forecasts", "part_id", "month_on", "made_on", "forecast_qty"),
        ask("Is it of a part?", "no_part", lambda c: c["part_id"] is None, "No.", counts=False, columns=("part_id",)),
        ask("Is its month over?", "not_due", lambda c: not c["is_over"], "No, not on {as_of}.", "Yes.", counts=False, columns=("month_on",)),
        ask(
            "Was it given in time?",
            "too_late",
            lambda c: not c["is_in_time"],
            "No: {made_on} is less than the lead time of {lead_days} days before the month.",
            "Yes, at least the lead time of {lead_days} days before the month.",
            counts=False,
            columns=("made_on", "lead_days"),
        ),
        ask("Is it the last one given in time?", "replaced", lambda c: not c["is_last"], "No, a later one replaced it.", "Yes.", counts=False),
        *(
            ask("How near was it?", outcome, holds, words, columns=("forecast_qty", "ordered_qty"))
            for outcome, holds, words in (
                ("high", lambda c: c["forecast_qty"] > c["ordered_qty"], "{error_qty} too high: {forecast_qty} expected, {ordered_qty} ordered."),
                ("low", lambda c: c["forecast_qty"] < c["ordered_qty"], "{error_qty} too low: {forecast_qty} expected, {ordered_qty} ordered."),
                ("right", lambda c: True, "Right: {ordered_qty} ordered as expected."),
            )
        ),
    ),
    weigh=lambda c, outcome: (c["error_qty"], c["ordered_qty"]),
    units=("quantity missed", "quantity ordered"),
)

B3 = Explainer(
    row="invoice line",
    read=Read("SELECT * FROM invoice_lines", "invoice_line_id"),
    derive=lambda c: c.known("paid_on") | {"counted_on": c["due_on"]},
    questions=(
        _of_the_table("invoice_lines", "line_id", "invoiced_on", "amount", "currency"),
        ask("Is it a credit note?", "credit", lambda c: c["is_credit"], "Yes.", counts=False, columns=("is_credit",)),
        ask("When was it due?", "no_due_date", lambda c: c["due_on"] is None, "No day is known.", "{due_on}.", counts=False, columns=("due_on",)),
        ask("Was it paid by then?", "on_time", lambda c: c["paid_on"] and c["paid_on"] <= c["due_on"], "Yes, on {paid_on}.", columns=("paid_on",)),
        ask("Was it paid by then?", "late", lambda c: c["paid_on"] is not None, "No, on {paid_on}.", columns=("paid_on",)),
        ask("Was it paid by then?", "not_due", lambda c: c["due_on"] >= c["as_of"], "Not yet, but the data end on {as_of}.", counts=False),
        ask("Was it paid by then?", "overdue", lambda c: True, "No, and it is not paid as of {as_of}.", columns=("paid_on",)),
    ),
    weigh=_shares("on_time"),
    units=("invoice lines paid on time", "invoice lines due"),
)

B4 = Explainer(
    row="question",
    read=Read("SELECT * FROM queries", "query_id"),
    derive=lambda c: (known := c.known("answered_on")) | {"counted_on": c["asked_on"], "days": ((known["answered_on"] or c["as_of"]) - c["asked_on"]).days},
    questions=(
        _of_the_table("queries", "subject", "asked_on"),
        ask("Was it answered?", "unanswered", lambda c: c["answered_on"] is None, "Not as of {as_of}: it has waited {days} days.", columns=("answered_on",)),
        ask("Was it answered?", "backwards", lambda c: c["days"] < 0, "On {answered_on}, before it was asked.", counts=False, columns=("answered_on",)),
        ask("Was it answered?", "answered", lambda c: True, "Yes, on {answered_on}: after {days} days.", columns=("answered_on",)),
    ),
    weigh=lambda c, outcome: (c["days"], 1),
    units=("days measured", "questions"),
)

B5_UNITS = ("changes of drawing or specification", "lines ordered")
B5 = Explainer(
    row="order change",
    read=Read("SELECT order_changes.*, supplier_id FROM order_changes INNER JOIN schedule_lines USING (line_id)", "change_id"),
    derive=lambda c: {"counted_on": c["changed_on"]},
    questions=(
        _of_the_table("order_changes", "line_id", "changed_on", "old_value", "new_value"),
        ask(
            "Did we change a drawing or specification?",
            "changed",
            lambda c: c["by_side"] == "buyer" and c["field"] in ("drawing", "specification"),
            "Yes: the {field}.",
            columns=("field", "by_side"),
        ),
    ),
    weigh=_event,
    units=B5_UNITS,
)
B5_LINE = Explainer(
    row="",
    read=Read("SELECT * FROM schedule_lines", "line_id", of=("line_id",)),
    derive=lambda c: {"counted_on": c["ordered_on"]},
    questions=(
        _of_the_table("schedule_lines", "order_id", "part_id", "ordered_qty"),
        ask("When was it ordered?", "no_order_date", lambda c: c["ordered_on"] is None, "No day is known.", counts=False, columns=("ordered_on",)),
        ask("When was it ordered?", "ordered", lambda c: True, "{ordered_on}.", columns=("ordered_on",)),
    ),
    weigh=_exposure,
    units=B5_UNITS,
)


def _meeting(case: Case) -> dict:
    known = case.known("held_on")
    return known | {"counted_on": case["planned_on"], "days": abs((known["held_on"] - case["planned_on"]).days) if known["held_on"] else None}


B6 = Explainer(
    row="meeting",
    read=Read("SELECT * FROM meetings", "meeting_id"),
    derive=_meeting,
    questions=(
        tell("Which meeting is it?", "The one planned for {planned_on}; tier: {tier}.", columns=("tier", "planned_on")),
        ask("Was it held?", "held", lambda c: c["held_on"] and c["days"] <= 7, "Yes, on {held_on}: {days} days from the plan.", columns=("held_on",)),
        ask("Was it held?", "moved", lambda c: c["held_on"] is not None, "On {held_on}: {days} days from the plan, more than seven.", columns=("held_on",)),
        ask("Was it held?", "missed", lambda c: c["planned_on"] + timedelta(days=7) < c["as_of"], "No, and seven days after the plan are over."),
        ask("Was it held?", "not_due", lambda c: True, "Not yet, and seven days after the plan are not over on {as_of}.", counts=False),
    ),
    weigh=_shares("held"),
    units=("meetings held as planned", "meetings planned"),
)

EXPLAINERS = {
    "Q1": Q1, "Q2": Q2, "Q3": Q3, "Q4": Q4, "D1": D1, "D2": D2, "D3": D3, "S1": S1, "S2": S2, "S3": S3, "C1": C1, "C2": C2, "P1": P1, "P2": P2,
    "B1": B1, "B2": B2, "B3": B3, "B4": B4, "B5": B5, "B6": B6,
}  # fmt: skip
# The column of the event, and how the rows are explained that have none: what the events are counted against.
EXPOSURES = {"Q2": ("notice_id", Q2_RECEIPT), "P2": ("complaint_id", P2_ORDER), "B5": ("field", B5_LINE)}
