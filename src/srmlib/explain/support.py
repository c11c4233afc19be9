"""Support: first response (S1), fixed first time (S2), time to restore (S3).

What happened on the as-of date or later is not known yet, and times are told by the plant's clock.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from srmlib.explain.explanation import spoken
from srmlib.explain.mechanism import (
    Case,
    Explainer,
    Question,
    Read,
    always,
    by_choice,
    columns_of,
    share_of,
    tell,
    what,
)
from srmlib.snapshot.database import statement

TICKET = Read(statement("explain/tickets"), "ticket_id")
WHAT_TICKET = what("tickets", "subject priority supplier_priority cause")


def _when(case: Case, name: str) -> str:
    """A time of a ticket by the plant's clock."""
    return spoken(getattr(case, f"local_{name}"))


def _minutes(start: datetime, end: datetime) -> int:
    """Whole minutes; a minute begun does not count, and what ends before it starts took none."""
    return max((end - start) // timedelta(minutes=1), 0)


def _answered(case: Case) -> dict:
    start = "opened_at"
    counting = ["first_response_at"]
    if case.by("start", "triaged"):
        start = "triaged_at"
    if case.by("auto_reply", "yes"):
        counting.append("auto_reply_at")
    answer = min(
        (name for name in counting if getattr(case, name)),
        key=lambda name: getattr(case, name),
        default=None,
    )
    started_at = getattr(case, start)

    def minutes_until(end: datetime) -> int | None:
        if started_at is None:
            return None
        if case.by("clock", "business"):
            seconds: int = case.by_hours.seconds(started_at, end)
            return seconds // 60
        return _minutes(started_at, end)

    whose = "caller's"
    allowed_minutes = case.target_minutes
    if case.by("severity", "supplier") and case.supplier_target_minutes is not None:
        whose = "supplier's"
        allowed_minutes = case.supplier_target_minutes
    return {
        "start": start,
        "answer": answer,
        "allowed_minutes": allowed_minutes,
        "whose": whose,
        "minutes": minutes_until(getattr(case, answer or "known_until")),
        "minutes_so_far": minutes_until(case.known_until),
        "is_started": started_at is not None,
        "is_backwards": _is_backwards(case, start, answer),
        "counted_on": case.local_opened_at.date(),
    }


def _is_backwards(case: Case, start: str, answer: str | None) -> bool:
    """Answered or taken in hand before it was sent, or answered before its clock starts."""
    started_at = getattr(case, start)
    answered_at = getattr(case, answer or "opened_at")
    if started_at is None:
        return bool(answered_at < case.opened_at)
    is_early = answer is not None and answered_at < started_at
    return bool(min(started_at, answered_at) < case.opened_at or is_early)


def _start_words(case: Case) -> str:
    if not case.is_started:
        return case.say("It is not known to be triaged before {as_of}.")
    return f"On {_when(case, case.start)}, {START_WORDS[case.start]} (plant's time)."


START_WORDS = {
    "opened_at": "when it was sent",
    "triaged_at": "when the supplier took it in hand",
}
ANSWER_WORDS = {
    "first_response_at": "by a person",
    "auto_reply_at": "by an automatic reply",
}


def _answer_words(case: Case) -> str:
    if case.answer is None:
        return case.say("It has not: no answer that counts is known before {as_of}.")
    return f"On {_when(case, case.answer)}, {ANSWER_WORDS[case.answer]}."


def _minutes_words(case: Case) -> str:
    if case.by("clock", "business"):
        return case.say("{minutes} in service hours: ") + f"{case.by_hours.words}."
    return case.say("{minutes}.")


S1 = Explainer(
    row="ticket",
    read=TICKET,
    derive=_answered,
    questions=(
        WHAT_TICKET,
        tell(
            "When did the clock start?",
            _start_words,
            switches="start",
            columns="opened_at triaged_at",
        ),
        tell(
            "When did it stop?",
            _answer_words,
            switches="auto_reply",
            columns="auto_reply_at first_response_at",
        ),
        Question(
            "Can its times be right?",
            "backwards",
            lambda c: c.is_backwards,
            "No: it was sent on {local_opened_at}, and a time before that, or an answer before the"
            " clock starts, is none.",
            counts=False,
            columns="opened_at",
        ),
        Question(
            "Does the clock start?",
            "not_triaged",
            lambda c: not c.is_started,
            "It is not known when.",
            counts=False,
            switches="start",
            columns="triaged_at",
        ),
        Question(
            "How much time is allowed?",
            "no_target",
            lambda c: c.allowed_minutes is None,
            "No target is known.",
            "{allowed_minutes} minutes, the target of the {whose} priority.",
            counts=False,
            switches="severity",
            columns="target_minutes supplier_target_minutes",
        ),
        tell("How many minutes went by?", _minutes_words, switches="clock calendar"),
        Question(
            "Was it answered in time?",
            "not_due",
            lambda c: c.minutes_so_far <= c.allowed_minutes,
            "Its {allowed_minutes} minutes are not over: neither an answer nor none counts yet.",
            counts=False,
        ),
        Question(
            "Was it answered in time?",
            "unanswered",
            lambda c: c.answer is None,
            "No: its {allowed_minutes} minutes are over without an answer.",
        ),
        Question(
            "Was it answered in time?",
            "in_time",
            lambda c: c.minutes <= c.allowed_minutes,
            "Yes: {minutes} of {allowed_minutes} minutes.",
        ),
        Question(
            "Was it answered in time?",
            "late",
            always,
            "No: {minutes} minutes are more than {allowed_minutes}.",
        ),
    ),
    weigh=share_of("in_time"),
    units=("tickets in time", "tickets sent"),
)


def _placed_on(case: Case, stop: str | None = None) -> date:
    """The day it was resolved, until then that on which its clock stopped; the day it was sent,
    while open and where that is the later.
    """
    stopped_at = getattr(case, f"local_{stop}") if stop else None
    day: date = max(
        case.local_resolved_at or stopped_at or case.local_opened_at, case.local_opened_at
    ).date()
    return day


def _resolved(case: Case) -> dict:
    resolved_at = case.resolved_at
    own = [ticket for ticket in case.followers if ticket["supplier_id"] == case.supplier_id]
    followers = [
        ticket
        for ticket in own
        if resolved_at and resolved_at <= ticket["opened_at"] < case.known_until
    ][:1]

    def is_near(at: datetime | None) -> bool:
        # A day is 24 hours.
        return bool(
            resolved_at
            and at
            and _minutes(resolved_at, at) <= 24 * 60 * case.choices["reopen_days"]
        )

    return {
        "is_over": not is_near(case.known_until),
        "followers": followers,
        "is_reopened": is_near(case.reopened_at),
        "is_followed": any(is_near(ticket["opened_at"]) for ticket in followers),
        "counted_on": _placed_on(case),
    }


def _reopened_words(case: Case) -> str:
    if not case.reopened_at:
        return "No."
    when = _when(case, "reopened_at")
    if case.is_reopened:
        return f"Yes, on {when}."
    return f"Yes, on {when}, too late to count."


def _sent_later_words(case: Case) -> str:
    if case.resolved_at < case.opened_at:
        return "No: it was resolved before it was sent, and a time before that is none."
    when = _when(case, "reopened_at")
    return f"No: it was opened again on {when}, and a time before it was sent is none."


def _followed_words(case: Case) -> str:
    if not case.followers:
        return "No."
    ticket = case.followers[0]["ticket_id"]
    if case.is_followed:
        return f"Yes, ticket {ticket}."
    return f"Yes, ticket {ticket}, too late to count."


S2 = Explainer(
    row="ticket",
    read=TICKET,
    beside={
        "followers": Read(
            "SELECT * FROM tickets", "follows_ticket_id", "opened_at, ticket_id"
        )
    },
    derive=_resolved,
    questions=(
        WHAT_TICKET,
        tell(
            "When was it sent?", "On {local_opened_at} (plant's time).", columns="opened_at"
        ),
        Question(
            "Can its times be right?",
            "backwards",
            lambda c: any(at and at < c.opened_at for at in (c.resolved_at, c.reopened_at)),
            "No: it was resolved or opened again before it was sent.",
            counts=False,
            columns="opened_at resolved_at reopened_at",
        ),
        Question(
            "Is it resolved?",
            "open",
            lambda c: c.resolved_at is None,
            "Not as of {as_of}.",
            "Yes, on {local_resolved_at}.",
            counts=False,
            columns="resolved_at",
        ),
        Question(
            "Was it sent before that?",
            "backwards",
            lambda c: min(c.resolved_at, c.reopened_at or c.resolved_at) < c.opened_at,
            _sent_later_words,
            counts=False,
            columns="resolved_at reopened_at",
        ),
        by_choice(
            "Was it closed because the caller was silent?",
            "silent",
            ("silence", "out"),
            lambda c: c.closed_by == "silence",
            columns="closed_by",
        ),
        Question(
            "Are the days over in which it may come back?",
            "not_due",
            lambda c: not c.is_over,
            "No, not before {as_of}.",
            "Yes.",
            counts=False,
            switches="reopen_days",
            columns="resolved_at",
        ),
        Question(
            "Was it opened again?",
            "reopened",
            lambda c: c.is_reopened,
            _reopened_words,
            _reopened_words,
            switches="reopen_days",
            columns="reopened_at",
        ),
        by_choice(
            "Did a new ticket on the same fault follow?",
            "reopened",
            ("follow_up", "reopens"),
            lambda c: c.is_followed,
            _followed_words,
            _followed_words,
            counts=True,
            switches="follow_up reopen_days",
            beside=lambda c: columns_of(
                c.followers, "ticket_id opened_at follows_ticket_id"
            ),
        ),
        Question("So was it fixed the first time?", "fixed", always, "Yes."),
    ),
    weigh=share_of("fixed"),
    units=("tickets fixed first time", "tickets resolved"),
)


def _restored(case: Case) -> dict:
    stops = ["resolved_at"]
    paused = 0
    priority = case.priority
    if case.by("until", "restored"):
        stops.insert(0, "restored_at")
    if case.by("pauses", "stops"):
        paused = case.paused_minutes or 0
    if case.by("severity", "supplier"):
        priority = case.supplier_priority or case.priority
    stop = next((name for name in stops if getattr(case, name)), None)
    end = getattr(case, stop) if stop else case.known_until
    whole = (end - case.opened_at) // timedelta(minutes=1)
    minutes = whole - paused
    if case.by("clock", "business"):
        minutes = min(minutes, case.by_hours.seconds(case.opened_at, end) // 60)
    return {
        "stop": stop,
        "counted_priority": priority,
        "whole_minutes": whole,
        "minutes_off": paused,
        "minutes": minutes,
        "is_backwards": min(end, case.resolved_at or end) < case.opened_at,
        "counted_on": _placed_on(case, stop),
    }


def _restore_words(case: Case) -> str:
    if case.by("clock", "business"):
        return (
            case.say(
                "{minutes} minutes in service hours; {whole_minutes} by the clock, "
                + _waited_words(case)
                + " Waiting takes closed hours off first: "
            )
            + f"{case.by_hours.words}."
        )
    return case.say(
        "{minutes} minutes; {whole_minutes} by the clock, " + _waited_words(case)
    )


def _waited_words(case: Case) -> str:
    if case.paused_minutes is None:
        return "for how much of that it waited for the caller is not known."
    return "of which it waited {paused_minutes} for the caller."


S3 = Explainer(
    row="ticket",
    read=TICKET,
    derive=_restored,
    questions=(
        WHAT_TICKET,
        Question(
            "Is its priority 1 or 2?",
            "minor",
            lambda c: c.counted_priority in ("P3", "P4"),
            "No: its priority is {counted_priority}, only P1 and P2 are.",
            "Yes: its priority is {counted_priority}.",
            counts=False,
            switches="severity",
            columns="priority supplier_priority",
        ),
        tell(
            "When did the clock start?",
            "On {local_opened_at}, when it was sent (plant's time).",
            columns="opened_at",
        ),
        Question(
            "Was it restored after that?",
            "backwards",
            lambda c: c.is_backwards,
            "No: its restored or resolved time is before it was sent, and such a time counts as"
            " none.",
            counts=False,
            switches="until",
            columns="restored_at resolved_at",
        ),
        tell(
            "Is it resolved?",
            lambda c: c.say(
                "Yes, on {local_resolved_at}: that day places it."
                if c.resolved_at
                else "Not as of {as_of}."
            ),
            columns="resolved_at",
        ),
        tell(
            "When did the clock stop?",
            lambda c: (
                f"On {_when(c, c.stop)}." if c.stop else c.say("It runs until {as_of}.")
            ),
            switches="until",
            columns="restored_at resolved_at",
        ),
        Question(
            "Did it wait for the caller longer than it took?",
            "pause_too_long",
            lambda c: c.minutes_off > c.whole_minutes,
            "Yes: {paused_minutes} of {whole_minutes} minutes, which cannot be.",
            counts=False,
            switches="pauses",
            columns="paused_minutes",
        ),
        Question(
            "How long did it take?",
            "open",
            lambda c: c.stop is None,
            lambda c: "So far " + _restore_words(c),
            switches="pauses clock calendar",
            columns="paused_minutes",
        ),
        Question(
            "Is it known when service was restored?",
            "latest",
            lambda c: c.by("until", "restored") and c.restored_at is None,
            lambda c: (
                "No: it counts until it was resolved, the latest it can be. "
                + _restore_words(c)
            ),
            switches="pauses clock calendar",
            columns="restored_at paused_minutes",
        ),
        Question(
            "How long did it take?",
            lambda c: c.choices["until"],
            always,
            _restore_words,
            switches="pauses clock calendar",
            columns="paused_minutes",
        ),
    ),
    weigh=lambda c, outcome: (c.minutes, int(outcome != "open")),
    units=("minutes measured", "tickets whose time is over"),
)
