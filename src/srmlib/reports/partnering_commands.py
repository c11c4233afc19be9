"""`srm partnering` and `srm levels`: how well two firms partner, and where all relationships stand."""

from __future__ import annotations

import argparse
from typing import Any

from srmlib.partnering import Check, Level
from srmlib.partnering.level import SAID
from srmlib.relationship.persons import SIDES
from srmlib.words.partnering import OUTCOMES, level_headline, standing_said
from srmlib.workspace import Workspace

QUARTER = "the quarter, such as 2026Q3"


def add_commands(command: Any) -> None:
    one = command(
        "partnering",
        _partnering,
        "signs, principles and keys of partnering with a supplier, its level, and what is missing",
    )
    one.add_argument("supplier", metavar="SUPPLIER", help="the supplier's id")
    one.add_argument("quarter", metavar="QUARTER", help=QUARTER)
    every = command("levels", _levels, "where the relationships with all suppliers stand")
    every.add_argument("quarter", metavar="QUARTER", help=QUARTER)


def _partnering(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.facts import supplier_quarter
    from srmlib.register import open_register

    register = open_register(workspace)
    # Who runs it is the buyer.
    with supplier_quarter(
        asked.supplier,
        asked.quarter,
        workspace=workspace,
        audience="internal",
        register=register,
    ) as q:
        found = q.partnering
        firms = {"buyer": q.snapshot.buyer or "the buyer", "supplier": q.supplier.name}
    for check in (*found.signs, *found.principles, *found.keys):
        print("\n".join(check_lines(check, firms)))
    print("\n".join(level_lines(found.level)))
    return 0


def check_lines(check: Check, firms: dict[str, str]) -> list[str]:
    """Its outcome, its rule, and per firm what the records show, or how to enter what is missing."""
    lines = [f"{check.kind} {check.number}. {check.name}: {OUTCOMES[check.outcome]}"]
    lines.append(f"  {check.rule}")
    for side in SIDES:
        answer = check.of(side)
        lines.append(f"  {firms[side]}: {OUTCOMES[answer.outcome]}. {answer.why}")
        if answer.outcome == "cannot_tell":
            lines += [f"    to begin: {command}" for command in answer.missing]
    return lines


def level_lines(level: Level) -> list[str]:
    lines = [f"{level_headline(level)}."]
    for one in level.dimensions:
        shown = " · ".join(SAID[cell] for cell in one.shown.levels)
        lines.append(f"  {one.dimension.name}: {shown}. {one.shown.fact}")
        if one.next_step:
            lines.append(f"    next: {one.next_step}")
    return lines


def _levels(workspace: Workspace, asked: argparse.Namespace) -> int:
    from srmlib.facts.levels import levels
    from srmlib.words.programme import level_words

    found = levels(asked.quarter, workspace=workspace)
    said = found.assign(level=found["level"].map(level_words))
    print(said.rename(columns=lambda name: name.replace("_", " ")).to_string(index=False))
    print(
        "Beside the level: how many of eight dimensions the records show at each level or"
        " higher."
    )
    known = [one for one in found["level"] if one]
    if known:
        print(standing_said(known, are_all_known=len(known) == len(found)))
    return 0
