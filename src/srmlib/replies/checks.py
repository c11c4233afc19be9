"""Whether a reply is of a form that was sent, and answers what that asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from srmlib.register import Book, Entry
from srmlib.register.kinds import voice
from srmlib.register.kinds.work import Action
from srmlib.replies.checks_ahead import check_ahead
from srmlib.replies.contents import rating_form
from srmlib.replies.published import metrics_of, published, report_in, row_ids
from srmlib.replies.reading import ASK_FOR_ANOTHER, ActionSaid, Received, Reply
from srmlib.replies.refusing import check_once, refused, unknown
from srmlib.rules.checking import seen
from srmlib.words.words import listed
from srmlib.workspace import Workspace

# No action is put off further: a typing error in the year is more likely.
MOST_DAYS_AHEAD = 5 * 366
# What the buyer's champion is not asked.
OF_THE_SUPPLIER = (
    "disputes",
    "actions",
    "statement",
    "signatures",
    "efforts",
    "proposals",
    "answers",
    "asks",
    "expectation",
)


def check_form(
    workspace: Workspace, book: Book, entries: Iterable[Entry], received: Received
) -> dict[str, Any]:
    """The report that the reply answers, as its JSON; `entries` are all of this supplier, those
    that were taken back too.

    Raises RegisterError for what no form that was sent lets one state. What was lawful when it was
    saved is not refused for what was entered since.
    """
    reply = received.reply
    if reply.side == "buyer":
        _check_buyers_form(workspace, book, received)
    else:
        _check_suppliers_form(book, received)
    folder = published(workspace, reply.supplier, reply.quarter, reply.report)
    report = report_in(folder)
    _check_rows(folder, report, received)
    _check_actions(entries, received)
    _check_definitions(report, received)
    check_ahead(entries, received)
    return report


def _check_buyers_form(workspace: Workspace, book: Book, received: Received) -> None:
    reply = received.reply
    if any(getattr(reply, part) for part in OF_THE_SUPPLIER):
        raise refused(
            f"{received.file}: it is of the buyer's champion and states more than ratings, expected"
            " their fingerprint alone",
            ASK_FOR_ANOTHER,
        )
    form = rating_form(workspace, book, reply.supplier, reply.quarter, reply.report)
    if form.fingerprint != reply.form:
        raise refused(
            f"{received.file}, form: {seen(reply.form)}, expected {form.fingerprint}, that of the"
            f" form of report {reply.report}",
            "Rate in the form that srm rating-form writes; nothing was entered.",
        )


def _check_suppliers_form(book: Book, received: Received) -> None:
    """Any form that was sent may come back, also after another was sent."""
    reply = received.reply
    sent = [one.now for one in book.all(voice.FormSent)]
    if not sent:
        raise refused(
            f"{received.file}, supplier: {seen(reply.supplier)}, expected one to whom a form was"
            " sent",
            "Look whose reply it is; nothing was entered.",
        )
    _check_one_of(received, "quarter", reply.quarter, [one.quarter for one in sent])
    of_quarter = [one for one in sent if one.quarter == reply.quarter]
    _check_one_of(received, "report", reply.report, [one.report for one in of_quarter])
    if all(one.form != reply.form for one in of_quarter if one.report == reply.report):
        raise refused(
            f"{received.file}, form: {seen(reply.form)}, expected the fingerprint of a form that was"
            f" sent to {reply.supplier} with {reply.report}",
            f"It is of another supplier, or was changed. {ASK_FOR_ANOTHER}",
        )


def _check_one_of(received: Received, name: str, value: str, known: list[str]) -> None:
    if value not in known:
        raise refused(
            f"{received.file}, {name}: {seen(value)}, expected one for which a form was sent:"
            f" {listed(sorted(set(known)))}",
            ASK_FOR_ANOTHER,
        )


def _check_rows(folder: Path, report: dict[str, Any], received: Received) -> None:
    names = {metric["id"] for metric in metrics_of(report)}
    said = received.reply.disputes
    known = {one.metric: row_ids(folder, one.metric) for one in said if one.metric in names}
    for number, one in enumerate(said):
        if one.metric not in names:
            place = received.at("disputes", number, "metric")
            raise unknown(received, place, one.metric, "a metric of the report such as D1")
        if one.row not in known[one.metric]:
            place = received.at("disputes", number, "row")
            raise unknown(received, place, one.row, f"a row of {one.metric} in the report")
    check_once(received, "disputes", "row", [(one.metric, one.row) for one in said])


def _check_actions(entries: Iterable[Entry], received: Received) -> None:
    known = {one.record for one in entries if is_asked_of_supplier(one)}
    said = received.reply.actions
    for number, one in enumerate(said):
        if one.action not in known:
            place = received.at("actions", number, "action")
            raise unknown(received, place, one.action, "an action of this supplier")
        _check_answer(received, number, one)
    check_once(received, "actions", "action", [one.action for one in said])


def is_asked_of_supplier(entry: Entry) -> bool:
    """Whether it states an action that a form asks the supplier for."""
    return isinstance(entry.stated, Action) and entry.stated.side != "buyer"


def _check_answer(received: Received, number: int, said: ActionSaid) -> None:
    place = received.at("actions", number, "due_on")
    if said.answer == "move" and said.due_on is None:
        raise unknown(received, place, None, "a new day, as the answer is to move it")
    if said.answer != "move" and said.due_on is not None:
        expected = f"no new day, as the answer is {said.answer}"
        raise unknown(received, place, str(said.due_on), expected)
    if said.answer == "object" and not said.words.strip():
        place = received.at("actions", number, "words")
        raise unknown(received, place, None, "words, as the answer objects")


def _check_definitions(report: dict[str, Any], received: Received) -> None:
    known = report["definitions"]
    said = received.reply.signatures
    for number, one in enumerate(said):
        if one.metric not in known:
            place = received.at("signatures", number, "metric")
            raise unknown(received, place, one.metric, "a definition of the report")
        version = known[one.metric]["version"]
        if one.version != version:
            place = received.at("signatures", number, "version")
            expected = f"{version}, the version of {one.metric} in the report"
            raise unknown(received, place, one.version, expected)
        if one.answer == "object" and not one.words.strip():
            place = received.at("signatures", number, "words")
            raise unknown(received, place, None, "words, as the answer objects")
    check_once(received, "signatures", "metric", [one.metric for one in said])


def check_dates(received: Received, received_on: date) -> None:
    """A file cannot be saved, or ratings locked, after the day it came in; a clock elsewhere may be
    a day ahead.
    """
    reply = received.reply
    latest = date.fromordinal(received_on.toordinal() + 1)
    for name, moment in _moments(reply).items():
        if moment is None:
            continue
        place = f"{received.file}, {name}"
        try:
            on = date.fromisoformat(moment[:10])
        except ValueError:
            on = None
        if on is None:
            raise unknown(received, place, moment, "a day of the calendar")
        if on > latest:
            expected = f"no day after {received_on}, when it came in"
            raise unknown(received, place, moment, expected)
    for number, one in enumerate(reply.actions):
        if one.due_on and abs((one.due_on - received_on).days) > MOST_DAYS_AHEAD:
            place = received.at("actions", number, "due_on")
            expected = f"a day within five years of {received_on}"
            raise unknown(received, place, str(one.due_on), expected)


def _moments(reply: Reply) -> dict[str, str | None]:
    return {
        "saved_at": reply.saved_at,
        "lock, locked_at": reply.lock.locked_at if reply.lock else None,
    }
