"""What the page says of the actions of both firms: headline, dates, what an action moved."""

from __future__ import annotations

from datetime import date

from srmlib.numbers import by_count
from srmlib.relationship.action import Action
from srmlib.relationship.actions import Actions, Kept
from srmlib.relationship.movement import Movement
from srmlib.relationship.persons import SIDES
from srmlib.words.plainly import every, in_a_title, some_of, spelled, spelled_with
from srmlib.words.ratings import Firms
from srmlib.words.words import day_words, listed, upper_first

# More days of agreement are told by the first and the last.
DAYS_NAMED = 3
TIMES = {1: "once", 2: "twice"}
ANSWERS = {
    "agree": "agrees",
    "move": "asks to move it",
    "object": "objects",
    "done": "says it is done",
}


def actions_headline(actions: Actions, firms: Firms) -> str:
    """`Four of nine actions are done, two by each firm; two are late, and A-14 has moved three
    times`.
    """
    late = actions.count("late")
    said = f"{_done_said(actions)}{_by_firms(actions, firms)}"
    said += f"; {spelled(late)} {by_count(max(late, 1), 'is', 'are')} late"
    moved = actions.most_moved()
    if moved is not None:
        said += f", and {moved.id} has moved {times_said(moved.times_moved)}"
    if dropped := actions.count("dropped"):
        said += f"; {spelled(dropped)} {by_count(dropped, 'was', 'were')} dropped"
    return said


def _done_said(actions: Actions) -> str:
    done, whole = (actions.count("done"), len(actions.last))
    if whole == 1:
        return f"The one action is {'done' if done else 'not done yet'}"
    if done == whole:
        return f"{upper_first(every(whole))} actions are done"
    be = by_count(max(done, 1), "is", "are")
    return f"{in_a_title(done)} of {spelled(whole)} actions {be} done"


def _by_firms(actions: Actions, firms: Firms) -> str:
    """Which firm did how many; what both do together is counted with neither."""
    done = {side: actions.count("done", side) for side in SIDES}
    if not any(done.values()) or len(actions.last) == 1:
        return ""
    if actions.count("done") == 1:
        (side,) = (side for side, count in done.items() if count)
        return f", by {firms.of(side)}"
    if done["buyer"] == done["supplier"]:
        return f", {spelled(done['buyer'])} by each firm"
    said = [
        f"{spelled(count)} by {firms.of(side)}" for side, count in done.items() if count
    ]
    return f", {listed(said)}"


def times_said(times: int) -> str:
    """
    >>> times_said(1), times_said(3)
    ('once', 'three times')
    """
    return TIMES.get(times) or f"{spelled(times)} times"


def actions_explained(actions: Actions, firms: Firms) -> list[str]:
    """When they were agreed, how the figure is read, and how many first dates were met."""
    said = [
        _agreed_said(actions),
        "Long tick: the day first promised, kept whatever was entered later; short ticks: the"
        f" days it moved to; dashed line: {day_words(actions.as_of)}",
        _first_dates_said(actions, firms),
        "Of a metric the quarter before is compared with what came since the day after the action"
        " was done, or agreed while it is open. Better and worse are told where chance alone would"
        " hardly part the two so far; a number that moved is no proof that the action moved it",
    ]
    return [f"{one}." for one in said if one]


def _agreed_said(actions: Actions) -> str:
    days = sorted({one.agreed_on for one in actions.last if one.agreed_on})
    if not days:
        return ""
    if len(days) <= DAYS_NAMED:
        return f"Agreed on {listed([day_words(day) for day in days])}"
    return f"Agreed between {day_words(days[0])} and {day_words(days[-1])}"


def _first_dates_said(actions: Actions, firms: Firms) -> str:
    """Per firm the first dates that were met, of those that have passed."""
    kept = {side: actions.first_dates(side) for side in SIDES}
    said = [f"{firms.of(side)} {_met_said(one)}" for side, one in kept.items() if one.due]
    return (
        f"Of the first dates on this list that have passed, {listed(said)}" if said else ""
    )


def _met_said(kept: Kept) -> str:
    """
    >>> _met_said(Kept(1, 3)), _met_said(Kept(1, 1)), _met_said(Kept(0, 1))
    ('met one of three', 'met its one', 'did not meet its one')
    """
    if kept.due == 1:
        return "met its one" if kept.met else "did not meet its one"
    return f"met {some_of(kept.met, kept.due)}"


def periods_said(movement: Movement) -> tuple[str, str]:
    """The periods of which a metric's values before and since are: `2026Q1`, and `2026Q3` or
    `2026Q3 since 29 July`.
    """
    since = movement.quarter_since
    if movement.since_on is not None:
        since += f" since {movement.since_on.day} {movement.since_on:%B}"
    return movement.quarter_before, since


def side_said(actions: Actions, side: str) -> str:
    """`2 of 4 done`, `2 of 4 done, 1 late`."""
    of_side = actions.of(side)
    said = f"{actions.count('done', side)} of {len(of_side)} done"
    late = actions.count("late", side)
    return f"{said}, {late} late" if late else said


def day_said(day: date) -> str:
    """
    >>> day_said(date(2026, 7, 30))
    '30 Jul'
    """
    return f"{day.day} {day:%b}"


def end_said(action: Action) -> tuple[str, str]:
    """What stands at the end of an action's bar: the bold part, and what follows it."""
    if action.ended_on is not None:
        word = "done" if action.state == "done" else "dropped"
        late = f", {days_said(action.days_late)} late" if action.days_late else ""
        return f"{word} {day_said(action.ended_on)}", late
    if action.due is None or action.first_due is None:
        return "", ""
    if action.days_late:
        return f"{days_said(action.days_late)} late", f", due {day_said(action.due)}"
    was = f", was {day_said(action.first_due)}" if action.times_moved else ""
    return f"due {day_said(action.due)}", was


def days_said(days: int) -> str:
    return f"{days} {by_count(days, 'day', 'days')}"


def lane_said(action: Action) -> str:
    """An action's bar as a sentence, for who cannot see it."""
    bold, after = end_said(action)
    said = bold + after or "no date"
    if action.first_due is not None:
        said += f"; first date {day_words(action.first_due)}"
    if action.times_moved:
        said += f", moved {times_said(action.times_moved)}"
    return said


def answer_said(action: Action, firms: Firms) -> tuple[str, str] | None:
    """What a firm answered to an open action, and its own words; None without an answer."""
    answer = action.answer
    if answer is None or not action.is_open or answer.side == "joint":
        return None
    if answer.answer == "move" and answer.due_on and answer.due_on == action.due:
        # The list gives the reason of a date that stands: it is not said twice.
        is_said = answer.words == action.dates[-1].reason
        said = f"{firms.begin(answer.side)} asked for the day that stands"
        return said, "" if is_said else answer.words or ""
    said = f"{firms.begin(answer.side)} {ANSWERS[answer.answer]}"
    if answer.answer == "move" and answer.due_on:
        said += f" to {day_words(answer.due_on)}"
    return said, answer.words or ""


def late_said(actions: Actions, side: str) -> tuple[str, str] | None:
    """A firm's late actions, counted and named, for page one; None without one."""
    late = [one for one in actions.of(side) if one.state == "late"]
    if not late:
        return None
    named = [f"{one.what} ({one.id}, {days_said(one.days_late or 0)})" for one in late[:2]]
    if len(late) > len(named):
        named.append(f"{spelled(len(late) - len(named))} more")
    be = by_count(len(late), "is", "are")
    return (
        f"{upper_first(spelled_with(len(late), 'action'))} {be} late.",
        f"{listed(named)}.",
    )
