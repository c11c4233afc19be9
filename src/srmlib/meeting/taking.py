"""What a page hands over: captures by name, from the window of a notebook or from a file
that was saved when there was none. Everything in it is data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from srmlib.errors import RegisterError, SrmError, UsageError
from srmlib.meeting.begins import WITHDRAWS
from srmlib.meeting.sitting import KnownAlready, Sitting

if TYPE_CHECKING:
    from srmlib.meeting.capture import Captures

SCHEMA = "srm-captures"
VERSION = 2
MOST_BYTES = 2_000_000
Given = Mapping[str, Any]
PEOPLE = ("who", "who2")
# Made in the page for each thing that is written down there.
ID = re.compile("[0-9a-f]{32}")


def _who(given: Given) -> list[str]:
    return [str(given[name]) for name in PEOPLE if given.get(name)]


# What a page may ask for, and the call it stands for.
TAKEN: dict[str, Callable[[Captures, Given], str]] = {
    "action": lambda to, given: to.action(
        given.get("what") or "",
        who=_who(given),
        due=given.get("due"),
        measure=given.get("measure"),
    ),
    "fill": lambda to, given: to.fill(
        given.get("action") or "",
        what=given.get("what"),
        who=_who(given),
        due=given.get("due"),
        measure=given.get("measure"),
    ),
    "move": lambda to, given: to.move(
        given.get("action") or "", given.get("due") or "", given.get("reason") or ""
    ),
    "drop": lambda to, given: to.drop(
        given.get("action") or "",
        given.get("reason") or "",
    ),
    "done": lambda to, given: to.done(given.get("action") or "", given.get("reason")),
    "note": lambda to, given: to.note(
        given.get("words") or "",
        given.get("item") or "note",
    ),
    "heard": lambda to, given: to.heard(
        given.get("words") or "",
        given.get("side") or "",
    ),
    "expectation": lambda to, given: to.expectation(
        given.get("side") or "", given.get("words") or ""
    ),
    "decide": lambda to, given: to.decide(
        given.get("dispute") or "", given.get("state") or "", words=given.get("words")
    ),
    "confirm": lambda to, given: to.confirm(given.get("side") or ""),
    "attend": lambda to, given: to.attend(
        given.get("person") or "",
        is_there=given.get("is_there") != "no",
    ),
    "next_review": lambda to, given: to.next_review(given.get("day") or ""),
    "answer_ask": lambda to, given: to.answer_ask(
        given.get("ask") or "",
        given.get("state") or "",
        given.get("words"),
        given.get("evidence"),
    ),
    "values": lambda to, given: to.values(
        given.get("topic") or "",
        buyer=given.get("buyer"),
        supplier=given.get("supplier"),
        effort=given.get("effort"),
    ),
    "milestone": lambda to, given: to.milestone(
        given.get("topic") or "", given.get("what") or "", given.get("due") or ""
    ),
    "milestone_met": lambda to, given: to.milestone_met(given.get("milestone") or ""),
    "choose": lambda to, given: to.choose(
        given.get("topic") or "", given.get("instead_of")
    ),
    "waive": lambda to, given: to.waive_ratings(given.get("words") or ""),
    "undo": lambda to, given: to.undo(),
}


def given_in(one: Given) -> dict[str, str]:
    """What a page gives, texts by name. Raises UsageError for anything else."""
    given = one.get("with")
    if isinstance(given, dict) and all(isinstance(said, str) for said in given.values()):
        return given
    raise UsageError(
        f"{one.get('do')}: what is given is no list of texts by name.\nSave the file again."
    )


def take(captures: Captures, sitting: Sitting, one: Given) -> str:
    """Do one thing that a page asks for, once, and return the id of its record. Raises
    UsageError for what is none of them, KnownAlready for what was taken before.
    """
    do, id = one.get("do"), one.get("id")
    if not isinstance(do, str) or do not in TAKEN:
        raise UsageError(
            f"'{do}' is nothing a page may ask for, expected one of {', '.join(TAKEN)}."
        )
    given = given_in(one)
    if not isinstance(id, str) or not ID.fullmatch(id):
        raise UsageError(
            f"{do}: it has no id, so it might be entered twice.\nSave the file again."
        )
    with sitting.taking(id):
        return TAKEN[do](captures, given)


@dataclass(frozen=True)
class Loaded:
    """What became of a file: entered now, known already, and refused with the reason."""

    entered: tuple[str, ...]
    known: int
    refused: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{len(self.entered)} entered, {self.known} known already"]
        return "\n".join([*lines, *(f"refused: {one}" for one in self.refused)])


def load(captures: Captures, sitting: Sitting, path: Path) -> Loaded:
    """Enter the captures of a file; what was taken before is passed over, so that a file
    may be loaded twice. Raises RegisterError for a file of something else; nothing is
    entered then.
    """
    listed = _read(path, sitting.supplier_id, sitting.quarter)
    entered, refused, known = [], [], 0
    for place, one in enumerate(listed, 1):
        try:
            if one.get("do") == "undo":
                raise UsageError(
                    "what it takes back was entered before the file was saved.\n"
                    f"Enter what is right in its place, or take it back: {WITHDRAWS}"
                )
            entered.append(take(captures, sitting, one))
        except KnownAlready:
            known += 1
        except SrmError as error:
            refused.append(f"{place}: {error}")
    return Loaded(
        tuple(entered),
        known,
        tuple(refused),
    )


def _read(path: Path, supplier_id: str, quarter: str) -> list[dict[str, Any]]:
    text = path.read_bytes()
    if len(text) > MOST_BYTES:
        raise RegisterError(
            f"{path.name}: {len(text):,} bytes, expected at most {MOST_BYTES:,}."
        )
    try:
        stated: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RegisterError(
            f"{path.name}: it is no JSON, expected the file that agenda.html saved.\n"
            "Save it again."
        ) from error
    is_ours = (
        isinstance(
            stated,
            dict,
        )
        and stated.get("schema") == SCHEMA
    )
    if not is_ours or stated.get("schema_version") != VERSION:
        raise RegisterError(
            f"{path.name}: it is no file of captures ({SCHEMA}, version {VERSION}).\n"
            "Hand over the file that agenda.html saved."
        )
    of = (
        stated.get("supplier_id"),
        stated.get("quarter"),
    )
    if of != (supplier_id, quarter):
        raise RegisterError(
            f"{path.name}: captures of {of[0]} in {of[1]}, expected {supplier_id} in"
            f" {quarter}.\nOpen that review."
        )
    listed = stated.get("captures")
    if not isinstance(
        listed,
        list,
    ) or not all(isinstance(one, dict) for one in listed):
        raise RegisterError(f"{path.name}: captures is no list.\nSave the file again.")
    return listed
