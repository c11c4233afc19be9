"""What the records show beside a rating, in one sentence; where they show nothing, what would."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from srmlib.facts import Facts
from srmlib.metrics.result import in_unit
from srmlib.numbers import count_words
from srmlib.relationship.evidence import Evidence, Of
from srmlib.relationship.pairs import DAYS_OF_CONTACT
from srmlib.relationship.persons import SIDES
from srmlib.relationship.plan import Plan
from srmlib.relationship.roles import DAYS_OF_OVERLAP, SEPARATE_ROLES
from srmlib.words.plainly import metric_called, possessive
from srmlib.words.ratings import Firms
from srmlib.words.words import day_words, listed, upper_first

# So many ages are named, the oldest.
MOST_AGES = 3
# What brings the evidence of an element where there is none.
WOULD_BRING = {
    "open_info": "a list of issues would show which firm raises one first",
    "commit_kept": "a list of actions would show the first dates kept",
    "access": "a list of peer pairs would show who is in contact",
    "exec_felt": "meetings with attendees would show where the sponsors were",
    "issue_low": "a list of issues would show at which tier one is solved",
    "measure_fair": "a list of disputes would show how fast an answer comes",
    "order_stable": "forecasts and order changes would show it",
    "cost_joint": "a list of topics would show those on cost",
    "future_real": "a list of topics would show their activity",
    "early_new": "dates of first involvement and design freeze would show it",
    "both_earn": "savings with each firm’s part would show it",
    "people_cont": "handovers with their overlap would show it",
}


@dataclass(frozen=True)
class Known:
    """What is known beside the ratings, and how the firms are called."""

    facts: Facts
    evidence: Evidence
    plan: Plan
    firms: Firms


def evidence_said(element: str, known: Known) -> str:
    """The fact that stands beside an element, or what would bring one."""
    said = SAYS[element](known)
    return upper_first(said) if said else f"Nothing yet: {WOULD_BRING[element]}"


def _of_all(counted: Of) -> str:
    return f"{counted.part:,} of {counted.whole:,}"


def _of(counted: Of, noun: str) -> str:
    """`1 of 3 issues`, `1 of 1 issue`"""
    return f"{counted.part:,} of {count_words(counted.whole, noun)}"


def _both(counts: Mapping[str, Of], firms: Firms) -> str:
    """`Tarn Pumps 2 of 4, Harrow Castings 1 of 4`, of the firms with any."""
    return ", ".join(
        f"{firms.of(side)} {_of_all(counts[side])}" for side in SIDES if counts[side].whole
    )


def _open_info(known: Known) -> str:
    raised = known.evidence.issues_raised
    if not any(raised.values()):
        return ""
    by_each = listed([f"{raised[side]} by {known.firms.of(side)}" for side in SIDES])
    return f"issues raised since {known.evidence.months_from:%B %Y}: {by_each}"


def _commit_kept(known: Known) -> str:
    said = _both(known.evidence.first_dates, known.firms)
    since = known.evidence.months_from
    return (
        f"of all actions first due since {since:%B %Y}, done by then: {said}"
        if said
        else ""
    )


def _access(known: Known) -> str:
    if not known.plan.pairs:
        return ""
    whole = [one for one in known.plan.pairs if one.is_whole]
    on_record = [one for one in whole if one.days is not None]
    active = sum(one.is_active for one in on_record)
    said = []
    if on_record:
        pairs = f"{_of(Of(active, len(on_record)), 'pair')} with a contact on record"
        said.append(f"{pairs} spoke within {DAYS_OF_CONTACT} days")
    unknown, holes = len(whole) - len(on_record), len(known.plan.pairs) - len(whole)
    if unknown:
        said.append(f"{count_words(unknown, 'pair')} without a contact on record")
    if holes:
        said.append(f"{count_words(holes, 'pair')} with nobody on one side")
    return "; ".join(said)


def _exec_felt(known: Known) -> str:
    said = _both(known.evidence.sponsors_there, known.firms)
    return f"reviews and executive meetings with the sponsor there: {said}" if said else ""


def _issue_low(known: Known) -> str:
    if not known.plan.issues:
        return ""
    closed = [one for one in known.plan.issues if not one.is_open]
    said = []
    if closed:
        solved = sum(one.is_solved_where_it_arose for one in closed)
        issues = _of(Of(solved, len(closed)), "closed issue")
        said.append(f"{issues} solved where it arose")
    if still := len(known.plan.issues) - len(closed):
        said.append(f"{count_words(still, 'issue')} open")
    return "; ".join(said)


def _measure_fair(known: Known) -> str:
    answered = known.evidence.disputes_answered
    if not answered.whole:
        return ""
    waiting = known.evidence.unanswered_days
    if waiting:
        days = listed([str(day) for day in waiting[:MOST_AGES]])
        return f"{count_words(len(waiting), 'dispute')} without an answer for {days} days"
    return f"{_of(answered, 'dispute')} answered"


def _order_stable(known: Known) -> str:
    said = []
    for one in known.facts.ours:
        if one.id in ("B1", "B2") and one.value is not None:
            name = metric_called(one.definition)
            goal = one.definition.goal
            words = f"{name} {in_unit(one.value, one.definition)}"
            if goal is not None:
                words += f" (goal {in_unit(goal, one.definition)})"
            said.append(words)
    return "; ".join(said)


def _cost_joint(known: Known) -> str:
    return _active(known.evidence.cost_topics_active, "topic on cost", known)


def _future_real(known: Known) -> str:
    said = _active(known.evidence.topics_active, "topic", known)
    met = known.evidence.milestones_met
    return f"{said}; {_of(met, 'milestone')} due so far met" if said and met.whole else said


def _active(topics: Of, noun: str, known: Known) -> str:
    if not topics.whole:
        return ""
    return f"{_of(topics, noun)} moved since {day_words(known.evidence.topics_since)}"


def _early_new(known: Known) -> str:
    if known.evidence.involved is None:
        return ""
    involved = known.evidence.involved
    days = involved.days_after_freeze
    how = "on the day of"
    if days:
        when = "after" if days > 0 else "before"
        how = f"{count_words(abs(days), 'day')} {when}"
    freeze = f"the design freeze of {involved.project}"
    return f"{known.firms.supplier} first involved {how} {freeze}"


def _both_earn(known: Known) -> str:
    said = []
    for one in known.facts.ours:
        if one.id == "B3" and one.value is not None:
            said.append(
                f"{metric_called(one.definition)} {in_unit(one.value, one.definition)}"
            )
    shared = known.evidence.savings_shared
    if shared.whole:
        said.append(f"{_of(shared, 'saving')} shared with {known.firms.supplier}")
    if unknown := known.evidence.savings_unknown:
        part = f"{possessive(known.firms.supplier)} part on record"
        said.append(f"{count_words(unknown, 'saving')} without {part}")
    return "; ".join(said)


def _people_cont(known: Known) -> str:
    said = []
    handovers = known.plan.handovers
    entered = [one for one in handovers if one.has_overlap is not None]
    if entered:
        long = Of(sum(bool(one.has_overlap) for one in entered), len(entered))
        said.append(f"{_of(long, 'handover')} with over {DAYS_OF_OVERLAP} days of overlap")
    if unknown := len(handovers) - len(entered):
        said.append(f"{count_words(unknown, 'handover')} without its overlap on record")
    for held in known.plan.roles:
        if held.person is None and held.role in SEPARATE_ROLES:
            firm = known.firms.of(held.side)
            said.append(f"{firm} has nobody for {held.role}")
    return "; ".join(said)


SAYS: dict[str, Callable[[Known], str]] = {
    "open_info": _open_info,
    "commit_kept": _commit_kept,
    "access": _access,
    "exec_felt": _exec_felt,
    "issue_low": _issue_low,
    "measure_fair": _measure_fair,
    "order_stable": _order_stable,
    "cost_joint": _cost_joint,
    "future_real": _future_real,
    "early_new": _early_new,
    "both_earn": _both_earn,
    "people_cont": _people_cont,
}
