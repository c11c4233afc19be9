"""`srm meeting` and `srm import-captures`: the fall-back of a meeting, and what it
saved.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srmlib.errors import RegisterError
from srmlib.workspace import Workspace

if TYPE_CHECKING:
    from srmlib.meeting.review import Review


def add_commands(command: Any) -> None:
    agenda = command(
        "meeting",
        _meeting,
        "write the agenda of a review as a page that works without a kernel",
    )
    agenda.add_argument(
        "supplier",
        metavar="SUPPLIER",
        help="the supplier's id",
    )
    agenda.add_argument(
        "quarter",
        metavar="QUARTER",
        help="the quarter reviewed, such as 2026Q3",
    )
    imported = command(
        "import-captures",
        _import,
        "enter what that page saved into the register, each once",
    )
    imported.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help="the file that the page saved",
    )
    for one in (agenda, imported):
        one.add_argument(
            "--author",
            metavar="NAME",
            help="who enters it (default: SRM_AUTHOR)",
        )
        one.add_argument(
            "--on",
            metavar="DATE",
            help="day of the meeting (default: as planned in the register)",
        )


def _open(workspace: Workspace, supplier_id: str, quarter: str, asked: Any) -> Review:
    from srmlib.meeting.review import open_review

    return open_review(
        supplier_id,
        quarter,
        on=asked.on,
        author=asked.author,
        workspace=workspace,
    )


def _meeting(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.meeting.page import write_agenda

    asked.author = asked.author or "nobody: the agenda is only written"
    print(
        write_agenda(
            _open(
                workspace,
                asked.supplier,
                asked.quarter,
                asked,
            )
        )
    )
    return 0


def _import(workspace: Workspace, asked: argparse.Namespace) -> int:
    """1 where something was refused."""
    try:
        about = json.loads(asked.file.read_bytes())
        supplier_id, quarter = (
            str(about["supplier_id"]),
            str(
                about["quarter"],
            ),
        )
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise RegisterError(
            f"{asked.file.name}: it does not say which review it is of.\n"
            "Hand over the file that agenda.html saved."
        ) from error
    loaded = _open(
        workspace,
        supplier_id,
        quarter,
        asked,
    ).capture.load(asked.file)
    print(loaded)
    return 1 if loaded.refused else 0
