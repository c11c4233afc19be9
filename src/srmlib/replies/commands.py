"""Commands of replies and blind ratings: write the forms, import what comes back, reveal."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from srmlib.workspace import Workspace

if TYPE_CHECKING:
    from srmlib.register import Entry

Command = Callable[[Workspace, argparse.Namespace], int]
AddCommand = Callable[[str, Command, str], argparse.ArgumentParser]


def add_commands(command: AddCommand) -> None:
    """The commands of this room, each with what it may be asked."""
    reply = command(
        "reply-form",
        _reply_form,
        "write the form in which a supplier replies to its report, as one HTML file and as xlsx",
    )
    _about_a_report(reply)
    reply.add_argument(
        "--answer-by", metavar="DATE", type=_day, help="the day the reply is wanted back"
    )
    reply.add_argument("--to", metavar="ROLE", help="to whom it goes, by role")
    _about_who(reply)
    rating = command(
        "rating-form",
        _rating_form,
        "write the form in which the buyer's champion rates, so that both firms seal alike",
    )
    _about_a_report(rating)
    imported = command(
        "import-reply", _import_reply, "enter what a supplier replied, from JSON or xlsx"
    )
    imported.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="the reply as it came back",
    )
    _about_the_day(imported)
    revealed = command(
        "reveal",
        _reveal,
        "open the sealed ratings of both champions, or release one side's",
    )
    revealed.add_argument("supplier", metavar="SUPPLIER")
    revealed.add_argument("quarter", metavar="QUARTER")
    revealed.add_argument(
        "files", metavar="FILE", nargs="+", type=Path, help="the files of sealed ratings"
    )
    revealed.add_argument(
        "--release",
        action="store_true",
        help="enter one file alone, as its own rater decides, where the other firm never locked",
    )
    _about_the_day(revealed)


def _about_a_report(added: argparse.ArgumentParser) -> None:
    added.add_argument("supplier", metavar="SUPPLIER", help="the supplier's id")
    added.add_argument("quarter", metavar="QUARTER", help="such as 2026Q3")
    added.add_argument(
        "--report",
        metavar="VERSION",
        default="",
        help="such as v1 (default: the last version)",
    )


def _about_who(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--author", metavar="ROLE", default="buyer", help="who enters this in the register"
    )
    _about_the_day(added)


def _about_the_day(added: argparse.ArgumentParser) -> None:
    added.add_argument(
        "--on",
        metavar="DATE",
        type=_day,
        help="the day (default: today, UTC)",
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"'{text}' is no date, expected one such as 2026-10-09"
        ) from error


def _asked_day(asked: argparse.Namespace) -> date:
    return asked.on or datetime.now(UTC).date()


def _reply_form(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.register import open_register
    from srmlib.replies.sending import send_reply_form

    register, day = open_register(workspace), _asked_day(asked)
    before = register.head()
    sent = send_reply_form(
        workspace,
        register,
        asked.supplier,
        asked.quarter,
        version=asked.report,
        answer_by=asked.answer_by,
        to=asked.to,
        sent_on=day,
        author=asked.author,
    )
    print("\n".join(str(path) for path in sent))
    if register.head() != before:
        print(f"entered: reply form of {asked.quarter} sent on {day}")
    return 0


def _rating_form(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.register import open_register
    from srmlib.replies.sending import write_rating_form

    register = open_register(workspace)
    print(
        write_rating_form(
            workspace,
            register,
            asked.supplier,
            asked.quarter,
            asked.report,
        )
    )
    return 0


def _import_reply(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.register import open_register
    from srmlib.replies.reading import read_reply
    from srmlib.replies.taking import take, taken_lines

    received = read_reply(asked.file)
    taken = take(
        workspace,
        open_register(workspace),
        received,
        _asked_day(asked),
    )
    print("\n".join(taken_lines(taken)))
    return 0


def revealed_lines(
    entered: Sequence[Entry], supplier_id: str, quarter: str
) -> Iterator[str]:
    """What was opened. What one firm alone has said of the rest stays in its rater's file."""
    counts = Counter(one.kind for one in entered)
    yield f"{counts['rating']} ratings of {supplier_id} of {quarter} are revealed."
    for kind, one, many in (
        ("topic_value", "value of a topic", "values of topics"),
        ("health_check", "health check", "health checks"),
    ):
        if count := counts[kind]:
            yield f"  {count} {one if count == 1 else many}"
    yield (
        "Of topics and of the yearly health check enters what both firms have said; the rest stays"
        " with its rater, and the next form asks again."
    )


def _reveal(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.errors import UsageError
    from srmlib.register import open_register
    from srmlib.replies.sealing import release, reveal

    register = open_register(workspace)
    on = _asked_day(asked)
    if not asked.release:
        entered = reveal(
            register,
            asked.supplier,
            asked.quarter,
            asked.files,
            on,
        )
    elif len(asked.files) == 1:
        entered = release(
            register,
            asked.supplier,
            asked.quarter,
            asked.files[0],
            on,
        )
    else:
        raise UsageError("--release takes one file.\nReveal both together without it.")
    print("\n".join(revealed_lines(entered, asked.supplier, asked.quarter)))
    return 0
