"""`srm onboard`: the pack of a role."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from srmlib.relationship.persons import SIDES
from srmlib.workspace import Workspace

Command = Callable[[Workspace, argparse.Namespace], int]


def add_commands(command: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    onboard = command(
        "onboard", _onboard, "write what a person new to a relationship reads, for one role"
    )
    onboard.add_argument("supplier", metavar="SUPPLIER", help="the supplier's id")
    onboard.add_argument(
        "role", metavar="ROLE", help="such as quality, or 'quality engineer' in quotes"
    )
    onboard.add_argument(
        "--side",
        choices=SIDES,
        default="buyer",
        help="whose newcomer it is (default: buyer)",
    )
    onboard.add_argument(
        "--quarter", metavar="QUARTER", help="such as 2026Q3 (default: the last full one)"
    )
    onboard.add_argument(
        "--out",
        metavar="DIR",
        type=Path,
        help="where it goes (default: beside the reports)",
    )


def _onboard(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.onboarding.page import write_pack

    print(
        write_pack(
            workspace,
            asked.supplier,
            asked.role,
            side=asked.side,
            quarter=asked.quarter,
            out=asked.out,
        )
    )
    return 0
