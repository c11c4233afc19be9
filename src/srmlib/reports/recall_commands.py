"""`srm recall`: where goods are by now, and which customers have them."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from srmlib.workspace import Workspace


def add_commands(command: Any, day: Any) -> None:
    asked = command(
        "recall",
        _recall,
        "where the goods of a lot, receipt, supplier or of some days are by now, which customers"
        " have them, and what cannot be found",
    )
    asked.add_argument(
        "of",
        metavar="LOT|RECEIPT|SUPPLIER",
        nargs="?",
        default="",
        help="its number (default: whatever came in the days given)",
    )
    for name, place, words in (
        ("--from", "first", "only what came on this day or later"),
        ("--until", "last", "only what came on this day or before"),
    ):
        asked.add_argument(name, dest=place, metavar="DAY", type=day, help=words)
    asked.add_argument(
        "--kind",
        choices=("lot", "receipt", "supplier"),
        default="",
        help="what the number is of, where it is that of several",
    )
    asked.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="where the page and its lists go (default: reports/recall/internal/ of the workspace)",
    )


def _recall(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.reports.recall import folder_of_recall, write_recall
    from srmlib.snapshot import open_snapshot
    from srmlib.trace.recall import recall
    from srmlib.words.recall import summary_lines

    first: date | None = asked.first
    with open_snapshot(workspace) as snapshot:
        found = recall(snapshot, asked.of, kind=asked.kind, first=first, last=asked.last)
        folder = asked.out or folder_of_recall(workspace.reports, found.asked)
        page = write_recall(folder, found)
    print("\n".join(summary_lines(found)))
    print(page)
    return 0
