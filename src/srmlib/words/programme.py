"""What the programme over all suppliers says: its headline, an item in a cell and in a
line.
"""

from __future__ import annotations

from collections.abc import Sequence

from srmlib.governance.costs import Spent
from srmlib.governance.happened import MEETINGS
from srmlib.governance.programme import DUE, LATE, NO_RECORD, Governed, Item, Programme
from srmlib.numbers import by_count, money
from srmlib.relationship.persons import SIDES
from srmlib.rules.programme import LEVELS, Plan
from srmlib.rules.programme import Programme as Rules
from srmlib.words.former import former_said
from srmlib.words.plainly import in_a_title, spelled, spelled_with
from srmlib.words.plan import days_said
from srmlib.words.words import day_words

ITEMS = {
    "report": "Report",
    "reply": "Reply",
    "functional": "Functional meeting",
    "operational": "Operational meeting",
    "executive": "Executive meeting",
    "ratings": "Ratings",
    "health_check": "Health check",
    "goals": "Goals looked at",
    "budget": "Budget line",
}
# The commands by which a firm begins with an item of which nothing was entered yet.
SEND_FORM = "srm reply-form SUPPLIER QUARTER"
ADD = "srm register add"
CHECKED = "satisfaction=… trust=… compatibility=…"
OF_ONE = "side=… reviewed_on=… supplier_id=SUPPLIER"
BEGINS: dict[str, tuple[str, ...]] = {
    "report": (SEND_FORM,),
    "reply": ("srm import-reply FILE",),
    **{
        tier: (f"{ADD} meeting tier={tier} planned_on=… --supplier SUPPLIER",)
        for tier in MEETINGS
    },
    "ratings": ("srm rating-form SUPPLIER QUARTER", SEND_FORM),
    "health_check": (f"{ADD} health_check side=… on=… {CHECKED} --supplier SUPPLIER",),
    "goals": (f"{ADD} programme_item item=… form=goal {OF_ONE}",),
    "budget": (f"{ADD} programme_item item=… form=budget amount=… {OF_ONE}",),
}
NO_LEVEL = "no level known"
ON_ALL = (
    "The line of all suppliers is for what was entered for all of them, and for what was"
    " spent with each supplier that has no budget line of its own."
)
STATES = {LATE: "late", DUE: "due", "on_time": "on time", NO_RECORD: "no record"}


def headline(found: Programme) -> str:
    """How much is late and where, what is due soon, and of what nothing was ever
    entered.
    """
    late, due, unknown = (found.count(state) for state in (LATE, DUE, NO_RECORD))
    past = sum(
        bool(item.days_past) for one in found.suppliers for item in one.in_state(DUE)
    )
    where = sum(bool(one.in_state(LATE)) for one in found.suppliers)
    said = ["Nothing of the programme is late"]
    if late:
        are = by_count(late, "is", "are")
        items = by_count(late, "item", "items")
        said = [
            f"{in_a_title(late)} {items} {are} late, at {spelled_with(where, 'supplier')}"
        ]
    if past:
        are = by_count(past, "is", "are")
        said.append(f"{spelled(past)} {are} past the day, not yet late")
    if due > past:
        are = by_count(due - past, "is", "are")
        said.append(
            f"{spelled(due - past)} {are} due within {days_said(found.rules.soon_days)}"
        )
    undated = sum(item.is_undated for one in found.suppliers for item in one.items)
    if unknown > undated:
        said.append(f"of {spelled(unknown - undated)} nothing was ever entered")
    if undated:
        said.append(f"{spelled(undated)} {by_count(undated, 'has', 'have')} no day")
    return "; ".join(said)


def state_words(item: Item) -> str:
    """What a cell says: `late 35 days`, `8 days past, late from 6 November 2026`,
    `due 10 November 2026`, the next day, `no record`.
    """
    if item.is_undated:
        return "without a day"
    if item.state == LATE:
        return f"late {days_said(item.days_late)}"
    if item.state == NO_RECORD or item.due_on is None:
        return STATES[item.state]
    if item.state == DUE and item.days_past and item.late_from:
        return f"{days_said(item.days_past)} past, late from {day_words(item.late_from)}"
    said = day_words(item.due_on)
    return f"due {said}" if item.state == DUE else said


def last_words(item: Item) -> str:
    """The last time, and how often in the year of how often planned."""
    if item.last_on is None:
        return "entered without a day" if item.is_undated else "never entered"
    times = f"{item.times} of {item.planned}"
    if item.times > item.planned:
        times = f"{item.times}, of {item.planned} planned,"
    return f"last {day_words(item.last_on)}, {times} in twelve months"


def rhythm_words(item: Item) -> str:
    """`every 3 months`, and whether the two firms agreed on that themselves."""
    months = "month" if item.every_months == 1 else f"{item.every_months} months"
    return f"every {months}{', as agreed' if item.is_agreed else ''}"


def owed_words(side: str, buyer: str, supplier: str) -> str:
    return {"buyer": buyer, "supplier": supplier}.get(side, "both firms")


def level_words(level: str | None) -> str:
    return level or NO_LEVEL


# --- What it costs


def spent_words(spent: Spent) -> str:
    """What was spent, and since when; where nothing is known, that."""
    said = "not known"
    if spent.spent is not None:
        said = f"{money(spent.spent)} since {day_words(spent.since)}"
    if spent.undated is not None:
        said += f"; {money(spent.undated)} without a day is not in it"
    if spent.spent is not None and spent.hours:
        said += f", {spelled_with(spent.hours, 'hour')} in meetings in it"
    if spent.unknown:
        meetings = spelled_with(spent.unknown, "meeting")
        said += f"; {meetings} without a list of who was there"
    return said


def budget_words(spent: Spent) -> str:
    """The budget of a year; a line without its day or amount is no budget yet, and
    no hole.
    """
    if spent.budget is not None:
        return money(spent.budget)
    return "without a day or amount" if spent.is_half_entered else "no budget line"


def rate_words(rules: Rules, currency: str) -> str:
    if rules.hour_rate is None:
        return (
            "Meetings are not valued: data/definitions/programme.yaml states no hour_rate."
        )
    return (
        f"An hour of one person in a meeting is taken as {rules.hour_rate} {currency}, a"
        " stated assumption of data/definitions/programme.yaml; what was booked is entered"
        " as a programme item of form cost."
    )


# --- What is planned


def planned_rows(rules: Rules) -> list[tuple[str, list[str]]]:
    """Per item how often at each level, and where no level is known."""
    plans = [*(rules.plan(level) for level in LEVELS), rules.every]
    return [
        (name, [_planned(plan, item) for plan in plans]) for item, name in ITEMS.items()
    ]


def _planned(plan: Plan, item: str) -> str:
    months = getattr(plan, item)
    if months is None:
        return ""
    return "every month" if months == 1 else f"every {months} months"


# --- The same on a terminal


def programme_lines(found: Programme) -> list[str]:
    """The table as text: a line per supplier and item, under the headline."""
    rows: list[tuple[str, ...]] = [
        ("supplier", "level", "item", "by", "how often", "last", "next or since")
    ]
    for one in found.suppliers:
        rows += [_line(found, one, item) for item in one.items]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    grid = [_aligned(row, widths) for row in rows]
    former = [f"{former_said(one)}." for one in found.former]
    return [f"{headline(found)}.", *former, "", *grid, *on_all_lines(found)]


def _line(found: Programme, one: Governed, item: Item) -> tuple[str, ...]:
    return (
        one.supplier.supplier_id,
        level_words(one.level),
        ITEMS[item.item],
        owed_words(item.side, found.buyer or "the buyer", one.supplier.name),
        rhythm_words(item),
        "" if item.last_on is None else item.last_on.isoformat(),
        state_words(item),
    )


def _aligned(row: Sequence[str], widths: list[int]) -> str:
    *cells, last = (cell.replace("\n", " ") for cell in row)
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "  ".join([*padded, last]).rstrip()


def on_all_lines(found: Programme) -> list[str]:
    """Budget and cost for all suppliers together; nothing where neither was entered."""
    lines = [
        f"All suppliers, {owner_of_all(found, one)}: budget of a year {budget_words(one)};"
        f" spent {spent_words(one)}"
        for one in found.on_all
    ]
    return ["", *lines, ON_ALL] if lines else []


def owner_of_all(found: Programme, spent: Spent) -> str:
    return owed_words(spent.side, found.buyer or "the buyer", "the suppliers")


def spent_rows(one: Governed) -> list[Spent]:
    """The firms of whom a budget or a cost is known."""
    known = [
        spent
        for spent in one.spent
        if spent.has_line or spent.spent is not None or spent.undated is not None
    ]
    return sorted(known, key=lambda spent: SIDES.index(spent.side))
