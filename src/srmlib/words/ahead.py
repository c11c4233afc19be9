"""What the page says of topics: what moved, milestones, targets, audits, ideas."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from srmlib.numbers import by_count, count_words, exact, money
from srmlib.relationship.evidence import Of
from srmlib.relationship.future import Finding, Future
from srmlib.relationship.topics import MOST_CHOSEN, Reached, Topic, Topics
from srmlib.relationship.values import Values
from srmlib.words.plainly import in_a_title, possessive, some_of, spelled, spelled_with
from srmlib.words.ratings import Firms, other
from srmlib.words.words import day_words, listed, upper_first

FORMS = {
    "topic": "topic",
    "joint_team": "joint team",
    "cross_audit": "cross-audit",
}
EFFORTS = {
    "small": "little work",
    "middle": "some work",
    "large": "much work",
}
# In a sentence so many topics are named.
MOST_NAMED = 3


def topics_headline(topics: Topics) -> str:
    """`Three of five topics moved since 14 July 2026; two had no activity`."""
    chosen = topics.chosen
    if not chosen:
        return f"{_listed_said(topics)}; none is chosen yet"
    since = day_words(topics.since)
    moved, quiet = len(topics.moved), len(topics.quiet)
    if len(chosen) == 1:
        how = "moved" if moved else "has not moved"
        return f"The one topic chosen {how} since {since}"
    if moved == len(chosen):
        return f"All {spelled(moved)} topics moved since {since}"
    said = f"{in_a_title(moved)} of {spelled(len(chosen))} topics moved since {since}"
    if not quiet:
        return said
    return f"{said}; {spelled(quiet)} had no activity"


def _listed_said(topics: Topics) -> str:
    count = len(topics.listed)
    if not count:
        return f"{upper_first(spelled_with(len(topics.finished), 'topic'))} finished"
    on = by_count(count, "stands", "stand")
    return f"{upper_first(spelled_with(count, 'topic'))} {on} on the long list"


def topics_explained(topics: Topics, firms: Firms) -> list[str]:
    """Milestones, the long list, what replaced what, and where the firms disagree."""
    said = [
        _milestones_said(topics),
        _chosen_said(topics),
        *_replaced_said(topics),
        _favourites_said(topics, firms),
    ]
    return [f"{one}." for one in said if one]


def _milestones_said(topics: Topics) -> str:
    due = topics.milestones_due
    if not due:
        return ""
    met = sum(one.met_on is not None for one in due)
    if len(due) == 1:
        return f"The one milestone due so far was {'' if met else 'not '}met"
    were = by_count(max(met, 1), "was", "were")
    return f"{upper_first(some_of(met, len(due)))} milestones due so far {were} met"


def _chosen_said(topics: Topics) -> str:
    count = len(topics.all)
    if not topics.chosen:
        return (
            f"Both firms choose {spelled(MOST_CHOSEN)} together, each after its own order"
        )
    chosen = spelled_with(len(topics.chosen), "topic")
    return f"{upper_first(chosen)} of a long list of {spelled(count)}, chosen by both firms"


def _replaced_said(topics: Topics) -> list[str]:
    names = {one.id: one.what for one in topics.all}
    return [
        f"{one.id} {one.what} replaced {one.replaces} {names[one.replaces]}"
        for one in topics.all
        if one.state != "listed" and one.replaces in names
    ]


def _favourites_said(topics: Topics, firms: Firms) -> str:
    """Topics that one firm ranks among its first five, and the other does not."""
    found = topics.one_firms_favourites
    if not found:
        return ""
    named = found[:MOST_NAMED]
    by_side: dict[str, list[str]] = {}
    for one in named:
        by_side.setdefault(_high_for(one), []).append(one.id)
    said = [
        f"{listed(ids)} {by_count(len(ids), 'is', 'are')} high for {firms.of(side)} only"
        for side, ids in by_side.items()
    ]
    if more := len(found) - len(named):
        said.append(f"{spelled(more)} more {by_count(more, 'is', 'are')} so for one firm")
    return f"The firms rank {spelled_with(len(found), 'topic')} differently: {listed(said)}"


def _high_for(one: Topic) -> str:
    """The side that ranks it higher."""
    return min(one.ranks, key=lambda name: one.ranks[name])


def ranks_said(one: Topic, firms: Firms) -> str:
    """`4th for Northgate, 9th for Harrow`; empty where not both have valued it."""
    if not one.ranks:
        return ""
    return ", ".join(
        f"{place_said(rank)} for {firms.of(side)}" for side, rank in one.ranks.items()
    )


def place_said(number: int) -> str:
    """
    >>> [place_said(one) for one in (1, 2, 3, 4, 11, 12, 21, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '12th', '21st', '22nd', '113th']
    """
    ending = "th"
    if number % 100 not in (11, 12, 13):
        ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def values_said(values: Values, firms: Firms) -> str:
    """Both values, or whose is missing: a value is not told before the other is in."""
    if values.waits_for:
        said_it = firms.of(other(values.waits_for))
        return f"valued by {said_it}, not yet by {firms.of(values.waits_for)}"
    if values.buyer is None and values.supplier is None:
        return "not valued yet"
    for side in ("buyer", "supplier"):
        if values.of(side) is None:
            return f"{values.of(other(side))}; not valued by {firms.of(side)}"
    return f"{values.buyer} · {values.supplier}"


def changed_said(values: Values, firms: Firms) -> str:
    """What a firm had said when both values were first known."""
    changed = values.changed or {}
    return ", ".join(
        f"{firms.of(side)} had said {value}" for side, value in changed.items()
    )


def activity_said(one: Topic, as_of: date) -> tuple[str, bool]:
    """When anything last happened in a topic, and whether that is too long ago."""
    if one.is_quiet:
        since = one.last_activity or one.chosen_on
        if since is None:
            return "no activity entered", True
        return f"no activity for {count_words((as_of - since).days, 'day')}", True
    if one.last_activity:
        return f"last activity {day_words(one.last_activity)}", False
    if one.chosen_on:
        return f"chosen {day_words(one.chosen_on)}", False
    return "", False


def reached_said(reached: Reached | None, *, is_finished: bool = False) -> tuple[str, bool]:
    """How far a topic has come, in the unit of its goal, and whether nobody entered it yet."""
    if reached is None:
        return "", False
    goal = _with_unit(reached.goal, reached.unit)
    began = (
        [f"began at {_with_unit(reached.start, reached.unit)}"]
        if reached.start is not None
        else []
    )
    if reached.last is None:
        return upper_first(", ".join([*began, "no result entered", f"goal {goal}"])), True
    if is_finished and reached.better == "up":
        return f"Finished at {exact(reached.last)} of {goal}", False
    how = "finished at" if is_finished else "now"
    last = f"{how} {_with_unit(reached.last, reached.unit)}"
    away = ": further away" if reached.is_further_away else ""
    return upper_first(", ".join([last, *began, f"goal {goal}"])) + away, False


def _with_unit(value: Decimal, unit: str) -> str:
    blank = "" if unit == "%" else " "
    return f"{exact(value)}{blank}{unit}"


def saving_said(one: Finding) -> str:
    if one.saving is None:
        return ""
    currency = f" {one.currency}" if one.currency else ""
    return f"{money(one.saving)}{currency} a year"


def ideas_said(future: Future, firms: Firms) -> list[str]:
    """How many ideas of each firm the other adopted; the supplier's first."""
    said = []
    for side in ("supplier", "buyer"):
        all_of = future.ideas_of(side)
        if not all_of:
            continue
        adopted, open_ = (
            len(future.ideas_of(side, "adopted")),
            len(future.ideas_of(side, "open")),
        )
        whose = possessive(firms.begin(side))
        if len(all_of) == 1:
            was = (
                "has no answer"
                if open_
                else "was adopted"
                if adopted
                else "was not adopted"
            )
            said.append(f"{whose} one idea {was}.")
            continue
        are = by_count(max(adopted, 1), "was", "were")
        waits = f"; {spelled(open_)} without an answer" if open_ else ""
        said.append(
            f"Of {whose} {spelled(len(all_of))} ideas {spelled(adopted)} {are} adopted{waits}."
        )
    return said


def share_said(future: Future) -> str:
    """How much of these months went to the future, not to past problems."""
    said = []
    if future.minutes:
        said.append(f"{_share(future.minutes)} minutes of meetings")
    if future.actions:
        said.append(f"{_share(future.actions)} actions agreed")
    if not said:
        return ""
    since = f"{future.months_from:%B %Y}"
    return f"About the future, not about past problems: {listed(said)} since {since}."


def _share(of: Of) -> str:
    return f"{of.part:,} of {of.whole:,}"


def plot_said(topics: Topics, firms: Firms) -> str:
    """The plot of values in a sentence, for who cannot see it."""
    both = [one for one in topics.all if one.values.are_both]
    higher = {
        side: sum(
            (one.values.of(side) or 0) > (one.values.of(other(side)) or 0) for one in both
        )
        for side in ("buyer", "supplier")
    }
    return (
        f"What {spelled_with(len(both), 'topic')} {by_count(len(both), 'is', 'are')} worth to each firm, 0 to 10:"
        f" {spelled(higher['buyer'])} more to {firms.buyer}, {spelled(higher['supplier'])} more to"
        f" {firms.supplier}. Every number stands in the lists beside and below."
    )
