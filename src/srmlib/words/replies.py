"""What the page says of disputes and replies: who waits for an answer, what was decided for whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from srmlib.facts import Facts
from srmlib.metrics.result import Reading, beside_limits
from srmlib.numbers import by_count, plural
from srmlib.relationship.disputes import Dispute
from srmlib.relationship.effects import Effect
from srmlib.relationship.voices import Form, Objection, Voices
from srmlib.words.actions import day_said, days_said
from srmlib.words.plainly import spelled
from srmlib.words.ratings import Firms, other
from srmlib.words.words import day_words, listed, upper_first

# After so many days without an answer, waiting is too long.
DAYS_TO_ANSWER = 15
CLAIMS = {
    "met": "It was met.",
    "missed": "It was missed.",
    "not_counted": "It does not count.",
}


def form_said(form: Form | None, supplier: str) -> str:
    """What is known of the reply form where no statement is at hand; empty where nothing is."""
    if form is None:
        return ""
    sent = f"The reply form was sent on {day_words(form.sent_on)}" if form.sent_on else ""
    if sent and form.to:
        sent += f" to {supplier}, {form.to}"
    if form.received_on:
        came = f"it came back on {day_words(form.received_on)} without a statement"
        return upper_first(f"{sent}; {came}." if sent else f"{came}.")
    return f"{sent}; nothing has come back yet."


def objection_said(objection: Objection, firms: Firms, *, is_open: bool) -> str:
    """Since when a firm objects, and that the other has not answered while it has not."""
    said = f"{firms.begin(objection.side)} objects since {day_words(objection.on)}"
    if not is_open:
        return said
    return f"{said}; {firms.of(other(objection.side))} has not answered"


def state_said(state: str, raised_by: str, firms: Firms, *, is_by_both: bool) -> str:
    """Where a dispute stands. To grant a claim is the word of both, whoever entered it; a claim that
    one firm refuses is decided for nobody.
    """
    if state == "accepted":
        return f"decided for {firms.of(raised_by)}"
    if state == "refused":
        firm = firms.of(other(raised_by))
        if is_by_both:
            return f"decided for {firm}"
        return f"refused by {firm}, not accepted by {firms.of(raised_by)}"
    return f"withdrawn by {firms.of(raised_by)}" if state == "withdrawn" else state


def disputes_headline(said: Iterable[str]) -> str:
    """How many stand where, in the words of `state_said`: `Two disputes are decided for Harrow, one
    is refused by Tarn, one is open`.
    """
    counts = Counter(said)
    told: list[str] = []
    for word in ("decided", "refused", "open", "withdrawn"):
        for state in (one for one in counts if one.startswith(word)):
            count = counts[state]
            noun = "" if told else f" {plural('dispute', count)}"
            told.append(f"{spelled(count)}{noun} {by_count(count, 'is', 'are')} {state}")
    return upper_first(("; " if any(", " in one for one in told) else ", ").join(told))


def waited_said(dispute: Dispute) -> str:
    """`answered on 2 October 2026, after 3 days`, `no answer for 50 days`."""
    if not dispute.is_answered:
        return f"no answer for {days_said(dispute.days)}"
    if dispute.answered_on is None:
        return "day of the answer not entered"
    after = f"after {days_said(dispute.days)}" if dispute.days else "the same day"
    return f"answered on {day_words(dispute.answered_on)}, {after}"


def unanswered_disputes(voices: Voices, side: str) -> list[str]:
    """The disputes that this firm has owed an answer to for too long: `D-2 (85 days)`."""
    return [
        f"{one.id} ({days_said(one.days)})"
        for one in voices.disputes
        if one.answering == side and one.is_waiting and one.days > DAYS_TO_ANSWER
    ]


def decision_said(dispute: Dispute | None) -> str:
    """When it was decided, and by whom; empty where the register does not say."""
    if dispute is None or dispute.decided_on is None:
        return ""
    by = f" by {listed(list(dispute.decided_by))}" if dispute.decided_by else ""
    return f"on {day_words(dispute.decided_on)}{by}"


def effect_said(reading: Reading, effect: Effect, winner: str) -> tuple[str, str]:
    """What a dispute does to its number, and the counts behind it: `90.9% → 95.2%`, `20 of 22 →
    20 of 21`; both ends with "or" while it is open.
    """
    before, after = (_value(reading, one) for one in (effect.before, effect.after))
    counts = _counts(reading, effect.counts_before), _counts(reading, effect.counts_after)
    if before == after:
        return f"{before}, unchanged", counts[0]
    if effect.is_decided:
        return f"{before} → {after}", " → ".join(filter(None, counts))
    if not all(counts):
        return f"{before} or {after}", f"the second if {winner} is right"
    return f"{before} or {after}", f"{counts[0]}, or {counts[1]} if {winner} is right"


def _value(reading: Reading, value: float | None) -> str:
    return "nothing to count" if value is None else beside_limits(value, reading.definition)


def _counts(reading: Reading, counts: tuple[float, float]) -> str:
    """`20 of 22`, of a share of rows; empty for rates, whose rows are of several kinds."""
    if reading.definition.metric.kind != "share":
        return ""
    return f"{counts[0]:g} of {counts[1]:g}"


def was_said(facts: Facts, reading: Reading) -> str:
    """`95.2%, was 90.9% before a dispute was decided on 13 October 2026 by Tomasz Brzeg`; empty
    where none moved the number.
    """
    decided = _decided(facts, reading)
    if not decided:
        return ""
    first, _ = decided[0]
    before = _value(reading, first.before)
    said = []
    for _, dispute in decided:
        on = f" on {day_words(dispute.decided_on)}" if dispute.decided_on else ""
        by = f" by {listed(list(dispute.decided_by))}" if dispute.decided_by else ""
        said.append(f"{on}{by}")
    which = (
        "a dispute was" if len(decided) == 1 else f"{spelled(len(decided))} disputes were"
    )
    return f"was {before} before {which} decided{listed(list(dict.fromkeys(said)))}"


def was_note(facts: Facts, reading: Reading) -> str:
    """What stands under a metric's name: `decided 13 Oct: was 90.9%`; empty without a decision."""
    decided = _decided(facts, reading)
    if not decided:
        return ""
    days: list[date] = [one.decided_on for _, one in decided if one.decided_on]
    on = f" {day_said(max(days))}" if days else ""
    return f"decided{on}: was {_value(reading, decided[0][0].before)}"


def _decided(facts: Facts, reading: Reading) -> list[tuple[Effect, Dispute]]:
    """The decisions that moved a number, in the order they were made."""
    if facts.relationship is None:
        return []
    voices = facts.relationship.voices
    found = []
    for name, effect in voices.effects.items():
        dispute = voices.dispute(name)
        moved = effect.before != effect.after
        if (
            effect.metric == reading.id
            and effect.is_decided
            and moved
            and dispute is not None
        ):
            found.append((effect, dispute))
    return found
