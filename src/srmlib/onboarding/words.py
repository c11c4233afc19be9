"""What an onboarding pack says: the first days, actions, topics, what the last meeting
decided.
"""

from __future__ import annotations

from shlex import quote

from srmlib.facts import SupplierQuarter
from srmlib.metrics.result import Reading
from srmlib.onboarding.last_meeting import Decided, LastMeeting
from srmlib.onboarding.pack import Pack, Tier
from srmlib.relationship.actions import Action
from srmlib.relationship.issues import Issue
from srmlib.relationship.pairs import Pair
from srmlib.relationship.persons import SIDES, Who
from srmlib.relationship.roles import DAYS_TO_ONBOARD, Held
from srmlib.relationship.topics import Topic
from srmlib.words.actions import times_said
from srmlib.words.plainly import LONGEST_NAME, possessive, spelled_with
from srmlib.words.plan import days_said
from srmlib.words.ratings import Firms, other
from srmlib.words.words import day_words, upper_first


def begins_words(supplier_id: str) -> dict[str, str]:
    """How each part begins where nothing was entered for it, with the command for this
    supplier.
    """
    of = f"--supplier {quote(supplier_id)}"
    add = "srm register add"
    return {
        "vision": (
            "Nobody has written down what both firms want: data/relationships/ has a place"
            " for it."
        ),
        "people": (
            "No pair of peers is entered yet. To begin: srm register export lists.xlsx"
            f" person role pair; fill it in, then srm register import lists.xlsx {of}."
        ),
        "tiers": (
            "No tier, cadence or date is entered yet. To begin:"
            f" {add} cadence tier=functional every_months=1 {of};"
            f" {add} meeting tier=functional planned_on=… {of}."
        ),
        "metrics": (
            "This role answers for no metric: data/definitions/roles.yaml can name some."
        ),
        "actions": (
            "No action is open. To enter one:"
            f" {add} action what=… side=… owners=… due_on=… {of}."
        ),
        "topics": f"No topic is chosen. To begin: {add} topic what=… is_chosen=yes {of}.",
        "meeting": (
            "No meeting that was held is on record yet. To begin:"
            f" {add} meeting tier=… planned_on=… held_on=… {of}."
        ),
    }


def firms_of(asked: SupplierQuarter) -> Firms:
    """Both firms; a name that would fill a line gives way to what the firm is."""
    buyer, supplier = asked.snapshot.buyer or "the buyer", asked.supplier.name
    return Firms(
        buyer if len(buyer) <= LONGEST_NAME else "the buyer",
        supplier if len(supplier) <= LONGEST_NAME else "the supplier",
    )


def in_words(person: Who) -> str:
    """A person in a sentence, with the role behind a name."""
    return f"{person.called} ({person.role})" if person.is_named else f"the {person.called}"


# --- The first days


def first_days(pack: Pack, firms: Firms) -> list[str]:
    """What to do in the first thirty days, as far as the register tells."""
    said = [_met(pack, firms), _learnt(pack)]
    if pack.mine:
        said.append(
            f"Take over {spelled_with(len(pack.mine), 'open action')} of this role, below."
        )
    said.append(_sat_in(pack.tier))
    if pack.decided:
        said.append(f"Read what was decided on {day_words(pack.decided.on)}, below.")
    said.append(
        f"By day {DAYS_TO_ONBOARD}: say that this is read and these people are met; the day"
        f" is entered in the register, with the material “{pack.material}”."
    )
    return [words for words in said if words]


def _met(pack: Pack, firms: Firms) -> str:
    there = other(pack.side)
    people = [one.person(there) for one in pack.peers]
    named = dict.fromkeys(in_words(one) for one in people if one)
    if named:
        return f"Meet the peer at {firms.of(there)}: {', '.join(named)}."
    return f"No peer is named at {firms.of(there)}: ask who it is, and enter the pair."


def _learnt(pack: Pack) -> str:
    people = dict.fromkeys(in_words(one.person) for one in pack.holders if one.person)
    if not people:
        return ""
    return (
        f"Learn from who holds the role now, {', '.join(people)}: ten days side by side are"
        " the mark."
    )


def _sat_in(tier: Tier) -> str:
    if tier.next_on is None:
        return f"The next {tier.name} meeting has no date yet: ask for it."
    return f"Be at the next {tier.name} meeting, {day_words(tier.next_on)}."


# --- How both work together


def every_words(months: int | None) -> str:
    if months is None:
        return ""
    return "every month" if months == 1 else f"every {months} months"


def roles_of(held: tuple[Held, ...]) -> list[tuple[Who, str]]:
    """Each person of a tier once, with the roles held and who stands in."""
    said: dict[str, tuple[Who, list[str]]] = {}
    for one in held:
        if one.person is None:
            continue
        roles = said.setdefault(one.person.id, (one.person, []))[1]
        stands_in = f" (stands in: {one.deputy.called})" if one.deputy else ""
        roles.append(f"{one.role}{stands_in}")
    return [(person, ", ".join(roles)) for person, roles in said.values()]


def untiered_words(pack: Pack, firms: Firms) -> str:
    """Who holds a role of which nobody entered the tier; empty where nobody does."""
    said = [
        f"{person.called} ({roles}) at {firms.of(side)}"
        for side in SIDES
        for person, roles in roles_of(pack.without_tier(side))
    ]
    return f"No tier is entered of: {'; '.join(said)}." if said else ""


def contact_words(pair: Pair) -> str:
    if not pair.is_whole:
        return ""
    if pair.days is None:
        return "no contact entered"
    return "spoke today" if pair.days == 0 else f"spoke {days_said(pair.days)} ago"


# --- Metrics


def version_words(reading: Reading) -> str:
    d = reading.definition
    if not d.applies:
        return "not agreed for this relationship"
    if not d.is_signed:
        return f"version {d.version}, not yet signed by both firms"
    agreed = f", agreed {day_words(d.agreed_on)}" if d.agreed_on else ""
    return f"version {d.version}{agreed}"


def owners_words(reading: Reading) -> str:
    owners = [reading.definition.owner_buyer, reading.definition.owner_supplier]
    return "; ".join(one for one in owners if one)


# --- Actions, issues, topics


def due_words(action: Action) -> str:
    """`31 October 2026`, with what became of the first date; empty without a date."""
    if action.due is None or action.first_due is None:
        return ""
    said = day_words(action.due)
    if action.times_moved:
        said += (
            f", moved {times_said(action.times_moved)}, first {day_words(action.first_due)}"
        )
    return said


def late_words(action: Action) -> str:
    return f"{days_said(action.days_late)} late" if action.days_late else ""


def side_words(side: str, firms: Firms) -> str:
    return "both firms" if side == "joint" else firms.of(side)


def issue_words(issue: Issue, firms: Firms) -> str:
    """An open issue, the tier it is at, and its days."""
    at = issue.stays[-1].tier if issue.stays else issue.level
    raised = f"raised by {firms.of(issue.raised_by)} on {day_words(issue.raised_on)}"
    limit = f" of {issue.closing.limit} agreed" if issue.closing.limit is not None else ""
    return (
        f"{issue.what}: {raised}, at the {at} tier, open for"
        f" {days_said(issue.closing.days)}{limit}"
    )


def topic_words(topic: Topic) -> str:
    """The next step of a topic, or that there is none."""
    if topic.next_step is None:
        return "no step ahead"
    return f"next: {topic.next_step.what}, {day_words(topic.next_step.due_on)}"


def activity_words(topic: Topic) -> str:
    if topic.last_activity is None:
        return "no activity entered"
    return f"last activity {day_words(topic.last_activity)}"


# --- The last meeting


def meeting_words(decided: LastMeeting | None) -> str:
    if decided is None:
        return "What was decided last"
    what = "the review" if decided.is_review else f"the {decided.tier} meeting"
    return f"What was decided last: {what} of {day_words(decided.on)}"


def decided_words(one: Decided, metric: str, firms: Firms) -> str:
    how = "was accepted" if one.state == "accepted" else "was refused"
    whose = upper_first(possessive(firms.of(one.raised_by)))
    return f"{whose} dispute over a row of {metric} {how}."
