"""What the page says of roles, pairs, meetings, changes of people and issues."""

from __future__ import annotations

from srmlib.numbers import by_count, count_words, plural
from srmlib.relationship.issues import Clock, Issue
from srmlib.relationship.meetings import REVIEW, Meetings
from srmlib.relationship.pairs import Pair
from srmlib.relationship.persons import Who
from srmlib.relationship.plan import Plan
from srmlib.relationship.roles import DAYS_TO_ONBOARD, Held, Newcomer, Passed
from srmlib.words.plainly import in_a_title, possessive, rows_of, spelled, spelled_with
from srmlib.words.ratings import Firms
from srmlib.words.words import day_words, listed, lower_first, upper_first

# An issue that was at so many tiers climbed them all.
ALL_TIERS = 3


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
    rows = upper_first(
        rows_of(
            part,
            whole,
            noun,
            plural(noun, whole),
        )
    )
    return f"{rows} {is_so if part < 2 else are_so}"


def plan_headline(plan: Plan) -> str:
    """How many pairs are in contact, and the one that is not for the longest; without pairs how
    many roles are filled, without roles how many meetings were held.
    """
    if plan.pairs:
        return _pairs_headline(plan.pairs)
    if plan.roles:
        filled = sum(one.person is not None for one in plan.roles)
        return some_are(
            filled,
            len(plan.roles),
            "role",
            "is filled",
            "are filled",
        )
    return meetings_headline(plan.meetings)


def _pairs_headline(pairs: tuple[Pair, ...]) -> str:
    active = sum(one.is_active for one in pairs)
    said = [
        some_are(
            active,
            len(pairs),
            "pair",
            "is in contact",
            "are in contact",
        )
    ]
    silent = [one for one in pairs if one.is_silent]
    if silent:
        longest = max(silent, key=days_of)
        function = lower_first(longest.function)
        said.append(f"{function} has not spoken for {days_said(days_of(longest))}")
    holes = sum(not one.is_whole for one in pairs)
    if holes:
        functions = spelled_with(holes, "function")
        have = by_count(holes, "has", "have")
        said.append(f"{functions} {have} nobody on one side")
    if len(said) > 2:
        return f"{said[0]}; {said[1]}, and {said[2]}"
    return "; ".join(said)


def days_of(pair: Pair) -> int:
    return pair.days or 0


def meetings_headline(meetings: Meetings) -> str:
    """How many meetings whose day has come were held, and the tiers without a next date."""
    said = "No meeting was due"
    if meetings.due:
        held = len(meetings.held)
        said = some_are(
            held,
            len(meetings.due),
            "meeting",
            "was held",
            "were held",
        )
    without = [one.row for one in meetings.next if one.on is None]
    if not without:
        return said
    return f"{said}; {_no_date(without)}"


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
    return f"holds {spelled(count)} of four"


def contact_said(pair: Pair) -> str:
    if pair.days is None:
        return ""
    return "today" if pair.days == 0 else days_said(pair.days)


# --- Changes of people


def changes_said(plan: Plan, firms: Firms) -> list[tuple[str, bool]]:
    """Handovers and newcomers, one sentence each, and whether somebody waits beyond the mark."""
    said = []
    for passed in plan.handovers:
        said.append((_passed_said(passed, firms), False))
    for newcomer in plan.newcomers:
        said.append((_newcomer_said(newcomer, firms), newcomer.is_late))
    return said


def _passed_said(one: Passed, firms: Firms) -> str:
    firm = possessive(firms.begin(one.side))
    to = ""
    if one.to_person:
        to = f" to {_in_sentence(one.to_person)}"
    said = [f"{firm} {one.role} role passed{to} on {day_words(one.on)}"]
    said.append(_overlap_said(one.overlap_days))
    if one.checklist_done is False:
        said.append("checklist not done")
    return f"{', '.join(said)}."


def _overlap_said(days: int | None) -> str:
    if days is None:
        return "overlap not entered"
    if days == 0:
        return "no overlap"
    return f"{days_said(days)} of overlap"


def _in_sentence(person: Who) -> str:
    return person.called if person.is_named else f"the {person.called}"


def _newcomer_said(one: Newcomer, firms: Firms) -> str:
    who = upper_first(_in_sentence(one.person))
    firm = firms.of(one.person.side)
    how = "onboarded"
    if one.completed_on is None:
        how = "not onboarded"
    joined = day_words(one.joined_on)
    after = f"{days_said(one.days)} ({DAYS_TO_ONBOARD} are the mark)"
    return f"{who} joined {firm} on {joined}, {how} after {after}."


# --- Issues


def issues_headline(issues: tuple[Issue, ...]) -> str:
    """How many were solved where they arose, and what climbed all tiers."""
    solved = sum(one.is_solved_where_it_arose for one in issues)
    where = ("was solved where it arose", "were solved where they arose")
    said = some_are(
        solved,
        len(issues),
        "issue",
        *where,
    )
    climbed = [one for one in issues if len(one.tiers) >= ALL_TIERS]
    if not climbed:
        return said
    if len(climbed) == 1:
        return f"{said}; one climbed three tiers in {days_said(climbed[0].climb_days)}"
    return f"{said}; {spelled(len(climbed))} climbed three tiers"


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
    return [
        (answer, one.answer.is_late),
        (closing, one.closing.is_late),
    ]


def _clock_said(clock: Clock, ended: str, running: str) -> str:
    how = ended if clock.ended_on else running
    said = f"{how} {days_said(clock.days)}"
    if clock.limit is None:
        return said
    return f"{said} ({clock.limit} agreed)"
