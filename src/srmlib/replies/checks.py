"""Whether a reply is of a form that was sent, and answers what that asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from srmlib.errors import RegisterError
from srmlib.register import Book
from srmlib.register.kinds import voice
from srmlib.register.kinds.work import Action
from srmlib.replies.contents import rating_form
from srmlib.replies.published import metrics_of, published, report_in, row_ids
from srmlib.replies.reading import ASK_FOR_ANOTHER, Reply
from srmlib.workspace import Workspace

# No action is put off further: a typing error in the year is more likely.
MOST_DAYS_AHEAD = 5 * 366


def check_form(workspace: Workspace, book: Book, reply: Reply) -> dict[str, Any]:
    """The report that the reply answers, as its JSON."""
    if reply.side == "buyer":
        folder = _check_buyers_form(workspace, book, reply)
    else:
        folder = _check_suppliers_form(workspace, book, reply)
    report = report_in(folder)
    _check_rows(folder, report, reply)
    _check_actions(book, reply)
    _check_definitions(report, reply)
    return report


def _check_buyers_form(workspace: Workspace, book: Book, reply: Reply) -> Path:
    if reply.disputes or reply.actions or reply.statement or reply.signatures:
        raise _refused("it is of the buyer's champion, and states more than ratings")
    form = rating_form(
        workspace,
        book,
        reply.supplier,
        reply.quarter,
        reply.report,
    )
    if form.fingerprint != reply.form:
        raise _refused("another form was filled in than the one of this report")
    return published(
        workspace,
        reply.supplier,
        reply.quarter,
        reply.report,
    )


def _check_suppliers_form(workspace: Workspace, book: Book, reply: Reply) -> Path:
    sent = [one.now for one in book.all(voice.FormSent)]
    if not sent:
        raise _refused(
            f"no form was sent to supplier '{reply.supplier}': it is of another supplier",
            "Look whose reply it is.",
        )
    of_quarter = [one for one in sent if one.quarter == reply.quarter]
    if not of_quarter:
        quarters = ", ".join(sorted({one.quarter for one in sent}))
        raise _refused(f"it is of quarter {reply.quarter}, and forms were sent for {quarters}")
    if of_quarter[-1].report != reply.report:
        raise _refused(
            f"it answers report {reply.report}, and the form sent last goes with"
            f" {of_quarter[-1].report}",
            "Have that one filled in: its numbers are others.",
        )
    if all(one.form != reply.form for one in of_quarter):
        raise _refused("its form was not sent: it is of another supplier, or was changed")
    return published(
        workspace,
        reply.supplier,
        reply.quarter,
        reply.report,
    )


def _check_rows(folder: Path, report: dict[str, Any], reply: Reply) -> None:
    names = {metric["id"] for metric in metrics_of(report)}
    known = {
        one.metric: row_ids(folder, one.metric) for one in reply.disputes if one.metric in names
    }
    for one in reply.disputes:
        if one.metric not in names:
            raise _refused(f"it disputes metric '{one.metric}', which the report does not have")
        if one.row not in known[one.metric]:
            raise _refused(
                f"it disputes row '{one.row}' of {one.metric}, which the report does not have"
            )
    _check_once("row", [(one.metric, one.row) for one in reply.disputes])


def _check_actions(book: Book, reply: Reply) -> None:
    known = {one.id for one in book.all(Action) if one.now.side != "buyer"}
    for one in reply.actions:
        if one.action not in known:
            raise _refused(f"it answers action '{one.action}', which is none of this supplier")
        if (one.answer == "move") != (one.due_on is not None):
            raise _refused(
                f"it answers action '{one.action}' with {one.answer}, and {_day_words(one.due_on)}"
            )
        if one.answer == "object" and not one.words.strip():
            raise _refused(f"it objects to action '{one.action}' without words")
    _check_once("action", [one.action for one in reply.actions])


def _day_words(day: date | None) -> str:
    return "a new day" if day else "no new day"


def _check_definitions(report: dict[str, Any], reply: Reply) -> None:
    known = report["definitions"]
    for one in reply.signatures:
        if one.metric not in known:
            raise _refused(f"it signs definition '{one.metric}', which the report does not have")
        version = known[one.metric]["version"]
        if one.version != version:
            raise _refused(
                f"it signs version {one.version} of definition {one.metric}, which is of version"
                f" {version} in the report"
            )
        if one.answer == "object" and not one.words.strip():
            raise _refused(f"it objects to definition {one.metric} without words")
    _check_once("definition", [one.metric for one in reply.signatures])


def _check_once(what: str, named: list[Any]) -> None:
    twice = next((one for one in named if named.count(one) > 1), None)
    if twice is not None:
        raise _refused(f"it answers {what} '{twice}' twice")


def check_dates(reply: Reply, received_on: date) -> None:
    """A file cannot be saved, or ratings locked, after the day it came in; a clock elsewhere may be
    a day ahead.
    """
    latest = date.fromordinal(received_on.toordinal() + 1)
    moments = {
        "saved": reply.saved_at,
        "locked": reply.lock.locked_at if reply.lock else None,
    }
    for what, moment in moments.items():
        if moment is None:
            continue
        try:
            on = date.fromisoformat(moment[:10])
        except ValueError as error:
            raise _refused(f"it was {what} on {moment[:10]}, which is no day") from error
        if on > latest:
            raise _refused(f"it was {what} on {on}, after the day it came in, {received_on}")
    for one in reply.actions:
        if one.due_on and abs((one.due_on - received_on).days) > MOST_DAYS_AHEAD:
            raise _refused(f"it moves action '{one.action}' to {one.due_on}, years away")


def _refused(why: str, fix: str = ASK_FOR_ANOTHER) -> RegisterError:
    return RegisterError(f"The reply was refused: {why}.\n{fix}")
