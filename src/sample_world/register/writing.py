"""The register of the sample world, written as it would have been entered: entry by entry, in order
of time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from itertools import count, groupby
from pathlib import Path
from typing import Any

from sample_world.files import sample_rows
from sample_world.register.actions import enter_actions
from sample_world.register.agreed import enter_agreed, enter_signatures
from sample_world.register.ahead import enter_asks, enter_topics
from sample_world.register.boards import enter_board
from sample_world.register.chain import enter_chain
from sample_world.register.entries import Dated, Pen, ids_of, numbered
from sample_world.register.firms import ERASED, ERASED_ON, SUPPLIERS_PEOPLE
from sample_world.register.meetings import enter_meetings, enter_words
from sample_world.register.people import KEEPER, enter_people
from sample_world.register.progress import enter_progress
from sample_world.register.ratings import enter_ratings, sealed_ratings
from sample_world.register.troubles import enter_causes, enter_disputes, enter_issues
from sample_world.register.voices import enter_voices
from srmlib import SrmError, register, sealing

REGISTER_AS_OF = date(2026, 10, 13)
# S-1007 has no entry at all; D-4001 are agents behind whom customers stand.
SUPPLIERS = ("S-1001", "S-1002", "S-1003", "S-1004", "S-1005", "S-1006", "S-1008", "D-4001")
Rows = list[dict[str, Any]]


def write_register(into: register.Register | Path) -> register.Head:
    """Write the whole register into an empty one, or into a file that is not there yet: its folder
    is made when missing. What stands there already of the sample is not written again, and what
    came behind it stays. Returns the last entry.

    Raises SrmError where anything else was entered: the sample is mixed with nothing.
    """
    moments: list[datetime] = []
    url = into.url if isinstance(into, register.Register) else f"sqlite:///{into}"
    salted: Iterator[int] = count()
    # Its clock stands where the entries say, and steps on with them; its salts come again with each
    # writing, so that every demo has the same checksums.
    target = register.Register(
        url,
        lambda: moments[-1],
        lambda: sha256(f"sample {moments[-1]} {next(salted)}".encode()).hexdigest()[:32],
    )
    for (moment, side, author), together in groupby(_missing(target), key=_writing):
        moments.append(moment)
        salted = count()
        target.append([_draft(one) for one in together], side=side, author=author)
    head = target.head()
    target.close()
    return head


def _writing(one: Dated) -> tuple[datetime, str, str]:
    return (one.moment, one.side, one.author)


def _missing(target: register.Register) -> list[Dated]:
    """The entries that are not there yet: an interrupted writing goes on where it ended."""
    entries = dated_entries()
    wanted = [(one.kind, one.record, one.moment) for one in entries]
    there = [(one.kind, one.record, one.entered_at) for one in target.entries()]
    both = min(len(wanted), len(there))
    if there[:both] != wanted[:both]:
        raise SrmError(
            f"There are other entries in the register {target.where}: the sample's are mixed with"
            " none.\nGive the demo a workspace of its own: srm --home DIR demo."
        )
    return entries[both:]


def _draft(one: Dated) -> register.Draft:
    stated = register.KINDS[one.kind].model_validate(one.fields)
    return register.Draft(stated, one.supplier_id, one.record)


def dated_entries() -> list[Dated]:
    """All entries in order of time, under the ids they have in the register."""
    meetings, plain, people = _without_ratings()
    rated = [one for pen in _rated_pens(meetings, people) for one in pen.entries]
    return numbered([*plain, *rated])


def sealed_files(supplier_id: str, quarter: str) -> list[sealing.Sealed]:
    """The files of sealed ratings that the champions keep, of the sides that have locked: what the
    reveal of a quarter asks for.
    """
    meetings, _, people = _without_ratings()
    return sealed_ratings(supplier_id, quarter, _of(supplier_id, meetings), people)


@cache
def _without_ratings() -> tuple[Rows, list[Dated], dict[str, str]]:
    """The extract's meetings, all entries but ratings and their locks, and the ids of people by
    label: ratings are sealed over them.
    """
    rows = sample_rows()
    plain = list(_plain_entries(rows))
    ids = ids_of(plain)
    people = {label: found for (kind, label), found in ids.items() if kind == "person"}
    return rows["meetings"], plain, people


def _plain_entries(rows: dict[str, Rows]) -> Iterator[Dated]:
    for supplier_id in SUPPLIERS:
        pen = Pen(supplier_id)
        enter_people(pen)
        enter_meetings(pen, _of(supplier_id, rows["meetings"]))
        enter_words(pen)
        enter_actions(pen)
        enter_disputes(pen, rows["disputes"])
        enter_causes(pen)
        enter_issues(pen)
        enter_topics(pen)
        enter_progress(pen)
        enter_asks(pen)
        enter_board(pen)
        enter_chain(pen)
        enter_agreed(pen)
        enter_signatures(pen)
        enter_voices(pen)
        if any(one.key == ERASED for one in SUPPLIERS_PEOPLE[supplier_id]):
            pen.enter(ERASED_ON, KEEPER, "erasure", person=ERASED)
        yield from pen.entries


def _rated_pens(meetings: Rows, people: dict[str, str]) -> Iterator[Pen]:
    for supplier_id in SUPPLIERS:
        pen = Pen(supplier_id)
        enter_ratings(pen, _of(supplier_id, meetings), people)
        yield pen


def _of(supplier_id: str, rows: Rows) -> Rows:
    return [row for row in rows if row["supplier_id"] == supplier_id]
