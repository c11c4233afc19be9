"""What the page says of roles, pairs, meetings, changes of people and issues."""

from __future__ import annotations

from collections.abc import Sequence

from srmlib.numbers import by_count, count_words, plural
from srmlib.relationship.issues import Clock, Issue
from srmlib.relationship.meetings import REVIEW, ROWS, Meetings
from srmlib.relationship.pairs import Pair
from srmlib.relationship.plan import Plan
from srmlib.relationship.roles import (
    DAYS_OF_OVERLAP,
    DAYS_TO_ONBOARD,
    Held,
    Newcomer,
    Passed,
)
from srmlib.words.plainly import (
    in_a_title,
    listed_to,
    rows_of,
    some_of,
    spelled,
    spelled_with,
)
from srmlib.words.ratings import Firms
from srmlib.words.words import day_words, listed, lower_first, upper_first

# An issue that was at so many tiers climbed them all.
ALL_TIERS = 3
ANSWER_UNDATED = "day of the answer not entered"
# In a headline so many functions are named.
MOST_NAMED = 2


def days_said(days: int) -> str:
    return count_words(days, "day")


def some_are(part: int, whole: int, noun: str, is_so: str, are_so: str) -> str:
    """
    >>> some_are(3, 6, "pair", "is in contact", "are in contact")
    'Three of six pairs are in contact'
    >>> some_are(0, 4, "meeting", "was held", "were held"), some_are(1, 1, "meeting", "was held", "")
    ('None of four meetings was held', 'The one meeting was held')
    >>> some_are(0, 1, "meeting", "was held", "were held")
    'The one meeting was not held'
    """
    if whole == 1 and not part:
        verb, _, rest = is_so.partition(" ")
        return f"The one {noun} {verb} not {rest}"
    rows = upper_first(rows_of(part, whole, noun, plural(noun, whole)))
    return f"{rows} {is_so if part < 2 else are_so}"


def plan_headline(plan: Plan) -> str:
    """How many pairs are in contact, and the one that is not for the longest; without pairs how
    many roles are filled, without roles how many meetings were held.
    """
    if plan.pairs:
        return _pairs_headline(plan.pairs)
    if plan.roles:
        filled = sum(one.person is not None for one in plan.roles)
        return some_are(filled, len(plan.roles), "role", "is filled", "are filled")
    return meetings_headline(plan.meetings)


def _pairs_headline(pairs: tuple[Pair, ...]) -> str:
    """Judged are the pairs with a contact on record; those without one, and holes, stand apart."""
    whole = [one for one in pairs if one.is_whole]
    known = [one for one in whole if one.days is not None]
    first = "No pair has a contact on record" if whole else "No function has a pair yet"
    if known:
        first = _in_contact(sum(one.is_active for one in known), len(known))
    said = []
    silent = [one for one in known if one.is_silent]
    if silent:
        longest = max(silent, key=days_of)
        function = lower_first(longest.function)
        said.append(
            f"no contact of {function} is entered for {days_said(days_of(longest))}"
        )
    unknown = [lower_first(one.function) for one in whole if one.days is None]
    if known and unknown:
        said.append(f"of {listed_to(unknown, MOST_NAMED)} none is on record")
    holes = len(pairs) - len(whole)
    if holes:
        entered = spelled_with(holes, "pair")
        have = by_count(holes, "has", "have")
        said.append(f"{entered} {have} nobody on one side")
    if len(said) < 2:
        return "; ".join([first, *said])
    return f"{first}; {', '.join(said[:-1])}, and {said[-1]}"


def _in_contact(active: int, known: int) -> str:
    """
    >>> _in_contact(5, 6)
    'Five of six pairs with a contact on record are in contact'
    >>> _in_contact(0, 1), _in_contact(1, 1)
    ('The one pair with a contact on record is not in contact', 'The one pair with a contact on record is in contact')
    """
    on_record = "with a contact on record"
    if known == 1:
        return f"The one pair {on_record} is {'' if active else 'not '}in contact"
    rows = upper_first(rows_of(active, known, "pair", "pairs"))
    return f"{rows} {on_record} {'is' if active < 2 else 'are'} in contact"


def days_of(pair: Pair) -> int:
    return pair.days or 0


def meetings_headline(meetings: Meetings) -> str:
    """How many meetings whose day has come were held, and the tiers without a next date."""
    said = "No meeting was due"
    if meetings.due:
        due = len(meetings.due)
        held = f"{some_of(len(meetings.held), due)} planned were held"
        if due == 1:
            held = f"the one planned was {'' if meetings.held else 'not '}held"
        said = f"{_counted(meetings)}: {held}"
    without = [one.row for one in meetings.next if one.on is None]
    if not without:
        return said
    return f"{said}; {_no_date(without)}"


def _counted(meetings: Meetings) -> str:
    """What is counted: `Functional and operational meetings and reviews`."""
    rows = {one.row for one in meetings.due}
    tiers = [row for row in ROWS if row in rows and row != REVIEW]
    named = [f"{listed(tiers)} meetings"] if tiers else []
    if REVIEW in rows:
        named.append("reviews")
    return upper_first(listed(named))


def _no_date(rows: list[str]) -> str:
    tiers = [row for row in rows if row != REVIEW]
    named = []
    if REVIEW in rows:
        named.append("the next review")
    if tiers:
        noun = by_count(len(tiers), "tier", "tiers")
        named.append(f"the {listed(tiers)} {noun}")
    have = by_count(len(rows), "has", "have")
    return f"{' and '.join(named)} {have} no date"


def empty_said(held: Held | None) -> str:
    """What stands in the place of who holds a role."""
    if held is None or held.empty_since is None:
        return "nobody named"
    return f"nobody since {day_words(held.empty_since)}"


def roles_held_said(count: int) -> str:
    return f"holds {spelled(count)} of the four roles"


def contact_said(pair: Pair) -> str:
    if pair.days is None:
        return ""
    return "today" if pair.days == 0 else days_said(pair.days)


def stand_ins_said(held: Sequence[Held]) -> list[str]:
    """Who stands in for a person's roles: by role where that is not one for all."""
    found = {one.role: one.deputy.called for one in held if one.deputy}
    names = list(dict.fromkeys(found.values()))
    if len(names) == 1 and all(one.deputy for one in held):
        return [f"stands in: {names[0]}"]
    return [f"stands in for {role}: {called}" for role, called in found.items()]


# --- Changes of people


def changes_said(plan: Plan, firms: Firms) -> list[tuple[str, bool]]:
    """Handovers and newcomers, one sentence each, and whether the firm fell short of the aim."""
    said = []
    for passed in plan.handovers:
        said.append((_passed_said(passed, firms), passed.has_overlap is False))
    for newcomer in plan.newcomers:
        said.append((_newcomer_said(newcomer, firms), newcomer.is_late))
    return said


def _passed_said(one: Passed, firms: Firms) -> str:
    """`Harrow Castings passed its logistics role on 1 July 2026 with no overlap (over 10
    days are the aim).`
    """
    firm, on = firms.begin(one.side), day_words(one.on)
    done = ", checklist not done" if one.checklist_done is False else ""
    return (
        f"{firm} passed its {one.role} role on {on}{_overlap_said(one.overlap_days)}{done}."
    )


def _overlap_said(days: int | None) -> str:
    if days is None:
        return ", overlap not entered"
    overlap = f"{days_said(days)} of overlap" if days else "no overlap"
    return f" with {overlap} (over {DAYS_OF_OVERLAP} days are the aim)"


def _newcomer_said(one: Newcomer, firms: Firms) -> str:
    """`Tarn Pumps has not introduced its packaging planner for 104 days (30 is the aim).` It is
    the firm's to do, not the person's.
    """
    firm, role = firms.begin(one.person.side), lower_first(one.person.role)
    days = f"{days_said(one.days)} ({DAYS_TO_ONBOARD} is the aim)"
    if one.completed_on is None:
        return f"{firm} has not introduced its {role} for {days}."
    return f"{firm} introduced its {role} after {days}."


# --- Issues


def issues_headline(issues: tuple[Issue, ...]) -> str:
    """Of those closed how many were solved where they arose, how many are open, and what
    climbed all tiers.
    """
    closed = [one for one in issues if not one.is_open]
    still = len(issues) - len(closed)
    said = (
        f"{upper_first(spelled_with(still, 'issue'))} {by_count(still, 'is', 'are')} open"
    )
    if closed:
        solved = sum(one.is_solved_where_it_arose for one in closed)
        where = ("was solved where it arose", "were solved where they arose")
        is_open = f"; {lower_first(said)}" if still else ""
        said = some_are(solved, len(closed), "closed issue", *where) + is_open
    climbed = [one for one in issues if len(one.tiers) >= ALL_TIERS]
    if len(climbed) == 1:
        said += f"; one climbed three tiers in {days_said(climbed[0].climb_days)}"
    elif climbed:
        said += f"; {spelled(len(climbed))} climbed three tiers"
    return "; ".join([said, *_clocks_headline(issues)])


def _clocks_headline(issues: tuple[Issue, ...]) -> list[str]:
    """On how many the days agreed to answer ran out, and on how many those to close: two clocks."""
    answer = [one.id for one in issues if one.answer.is_late]
    closing = [one.id for one in issues if one.closing.is_late]
    if len(answer) == 1 and answer == closing:
        return [f"one, {answer[0]}, is past the days agreed to answer and to close"]
    said = [
        f"the days agreed to {what} ran out on {spelled(len(late))}"
        for what, late in (("answer", answer), ("close", closing))
        if late
    ]
    return [listed(said)] if said else []


def unanswered_issues(issues: tuple[Issue, ...], side: str) -> list[str]:
    """The issues that the other firm raised and this one owes an answer to, beyond the days agreed:
    `Porous castings (I-10, 40 days)`.
    """
    return [
        f"{one.what} ({one.id}, {days_said(one.answer.days)})"
        for one in issues
        if one.raised_by != side and one.answer.ended_on is None and one.answer.is_late
    ]


def issues_words(issues: tuple[Issue, ...]) -> str:
    """How to read the lanes, and how many were escalated by a clause of the contract."""
    clause = sum(one.is_by_clause for one in issues)
    by_clause = "None was"
    if clause:
        were = by_count(clause, "was", "were")
        by_clause = f"{in_a_title(clause)} {were}"
    return (
        "Each issue from the day it was raised, on three lanes: functional below, operational,"
        " executive on top. Dashed: the days agreed for an answer. To answer and to close are two"
        f" clocks. {by_clause} escalated by a clause of the contract."
    )


def issue_marks(one: Issue) -> str:
    """An issue's lanes as a sentence, for who cannot see them."""
    said = [f"{stay.tier} {day_words(stay.on)}" for stay in one.stays]
    said.append(end_said(one))
    return upper_first("; ".join(said))


def end_said(one: Issue) -> str:
    how = "open for" if one.is_open else "closed after"
    return f"{how} {days_said(one.closing.days)}"


def clocks_said(one: Issue) -> list[tuple[str, bool]]:
    """Both clocks, each with whether it ran longer than agreed."""
    answer = _clock_said(one.answer, "answered after", "no answer for")
    closing = _clock_said(one.closing, "closed after", "open for")
    return [(answer, one.answer.is_late), (closing, one.closing.is_late)]


def _clock_said(clock: Clock, ended: str, running: str) -> str:
    how = ended if clock.ended_on else running
    said = f"{how} {days_said(clock.days)}" if clock.is_dated else ANSWER_UNDATED
    if clock.limit is None:
        return said
    return f"{said} ({clock.limit} agreed)"
