"""The review of one supplier's quarter: all that its agenda shows, prepared once, and what is written
down in it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from srmlib.errors import ReportError, UsageError
from srmlib.facts import Facts, SupplierQuarter, supplier_quarter
from srmlib.meeting.agenda import Slot, slots
from srmlib.meeting.capture import Captures
from srmlib.meeting.closing import Check, Closed, checks_of, close
from srmlib.meeting.disputes import Disputes
from srmlib.meeting.lists import CheckList, preparations
from srmlib.meeting.screens import screen
from srmlib.meeting.sitting import Sitting
from srmlib.meeting.words import close_headline
from srmlib.metrics.result import Reading
from srmlib.register import Book, open_register
from srmlib.relationship.ratings import Ratings, ratings_of
from srmlib.replies.sealing import Sealed, read_sealed, reveal
from srmlib.reports.publish import folder_of_quarter, slug, versions
from srmlib.rules.calendar import Quarter
from srmlib.words.plainly import buyer_called, supplier_called
from srmlib.words.words import day_words
from srmlib.workspace import Workspace

if TYPE_CHECKING:
    from srmlib.meeting.show import Presentation

# Screens of metrics outside the green zone.
MISSES = 2


@dataclass(repr=False)
class Review:
    """`open_review` opens one. `capture` writes down; `screen` is one item of the agenda; `show`
    opens the meeting in the whole window; `close` ends it.

    Numbers are those of the snapshot it was opened with, and of what both firms had decided in the
    register by then; what people enter is read from it after every entry, so that a kernel that is
    killed loses nothing.
    """

    quarter: SupplierQuarter
    sitting: Sitting
    folder: Path
    workspace: Workspace
    sealed: tuple[Path, ...] = ()
    capture: Captures = field(init=False)
    _rated: tuple[Book, Ratings] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.capture = Captures(self.sitting, lambda: self.disputes.stated(), self._reveal)

    @property
    def facts(self) -> Facts:
        return self.quarter.facts

    @cached_property
    def firms(self) -> dict[str, str]:
        """How a page names each side."""
        buyer, supplier = (
            buyer_called(self.facts),
            supplier_called(
                self.facts,
            ),
        )
        both = "both firms"
        return {
            "buyer": buyer,
            "supplier": supplier,
            "joint": both,
            "both": both,
        }

    @property
    def next_quarter(self) -> Quarter:
        """The quarter that the next review is of."""
        this = self.quarter.quarter
        return Quarter.of(this.until, this.calendar)

    def metric_called(self, metric_id: str) -> str:
        """A metric by its name; by its id where this snapshot knows none of it."""
        named = [one.name for one in self.facts.definitions if one.metric_id == metric_id]
        return named[0].partition(" (")[0] if named else metric_id

    @cached_property
    def misses(self) -> list[Reading]:
        """The two metrics outside the green zone that are talked about."""
        return self.facts.spotlight()[:MISSES]

    @cached_property
    def disputes(self) -> Disputes:
        return Disputes(self.quarter, self.sitting)

    @property
    def ratings(self) -> Ratings:
        """As they may be shown: sealed until the reveal. Worked out once for each book."""
        sitting = self.sitting
        book = sitting.shown
        if self._rated is None or self._rated[0] is not book:
            found = ratings_of(
                book,
                sitting.supplier_id,
                self.quarter.quarter,
                sitting.on,
            )
            self._rated = (book, found)
        return self._rated[1]

    @cached_property
    def agenda(self) -> list[Slot]:
        titles = {"buyers_part": self.firms["buyer"].split()[0]}
        for key, reading in zip(
            ("first_miss", "second_miss"),
            self.misses,
            strict=False,
        ):
            titles[key] = reading.definition.metric.short_name.split()[0]
        return slots(titles)

    def __repr__(self) -> str:
        day = day_words(self.sitting.on)
        return f"Review of {self.quarter.quarter} with {self.firms['supplier']}, {day}"

    def screen(self, key: str) -> Markup:
        """One item of the agenda, as it stands now."""
        self.sitting.look()
        return screen(self, key)

    def prepare(self) -> Review:
        """Work out all that the screens show, so that none of them waits."""
        for slot in self.agenda:
            self.screen(slot.item.key)
        return self

    def _reveal(self, files: Sequence[Path | str]) -> int:
        handed: list[Path | Sealed] = [Path(one) for one in (files or self.sealed)]
        return self.reveal_sealed(handed)

    def reveal_sealed(self, handed: Sequence[Path | Sealed]) -> int:
        """Enter the ratings of both sealed files at once; returns how many."""
        sitting = self.sitting
        entered = reveal(
            sitting.register,
            sitting.supplier_id,
            sitting.quarter,
            handed,
            sitting.on,
            author=sitting.author,
        )
        sitting.forget()
        return sum(one.kind == "rating" for one in entered)

    def reveal_texts(self, texts: Sequence[str]) -> int:
        """The same with the files' contents, as a page hands them over."""
        sealed = [
            read_sealed(
                one.encode(),
                f"file {n}",
            )
            for n, one in enumerate(texts, 1)
        ]
        return self.reveal_sealed(sealed)

    def checks(self) -> list[Check]:
        """What must be there before the meeting closes, and what may stay open."""
        self.sitting.look()
        return checks_of(self)

    def before(self) -> CheckList:
        """What the meeting rests on, and what of it is not there yet."""
        return preparations(self)

    def closing(self) -> CheckList:
        """What is missing before the meeting closes."""
        checks = self.checks()
        return CheckList(close_headline(checks), checks)

    def close(self, *, sent_on: date | None = None) -> Closed:
        """End the meeting: minutes (HTML and a draft of mail) and calendar are written into its
        folder; `report` makes the report that knows it. Raises UsageError that names everything
        that is missing; nothing is written then.
        """
        return close(self, sent_on)

    def report(self) -> Path:
        """Make the next version of the supplier's report, as reviewed, with all that was entered.

        Raises ReportError where it cannot be made; the version before it stays.
        """
        from srmlib.reports.run import run_reports

        sitting = self.sitting
        result = run_reports(
            self.workspace,
            sitting.quarter,
            [sitting.supplier_id],
            jobs=1,
            snapshot_id=self.quarter.snapshot.id,
            stage="reviewed",
        )
        if result.failed:
            raise ReportError(
                f"The report of {sitting.supplier_id} was not made.\nLook for its reason:"
                f" {result.index}."
            )
        return versions(self.folder.parent)[-1][1]

    def show(self) -> Presentation:
        """The meeting in the whole window, in JupyterLab."""
        from srmlib.meeting.show import Presentation

        return Presentation(self)


def open_review(
    supplier_id: str,
    quarter: str,
    *,
    on: date | str | None = None,
    author: str | None = None,
    sealed: Sequence[Path | str] = (),
    snapshot: str | None = None,
    workspace: Workspace | None = None,
) -> Review:
    """Open the review of a supplier's quarter: `open_review("S-1001", "2026Q3")`.

    `on` is the day of the meeting (empty: the day the register planned it for), `author` who writes
    (empty: `SRM_AUTHOR`), `sealed` the two files of sealed ratings, opened at the reveal. Raises
    UsageError where neither the register nor the call says the day, or who writes.
    """
    home = workspace or Workspace.find()
    who = author or os.environ.get("SRM_AUTHOR", "")
    if not who.strip():
        raise UsageError(
            "Nobody is named who writes in this review.\nSay open_review(…, author=…), or set"
            " SRM_AUTHOR."
        )
    register = open_register(home)
    # The quarter as a snapshot's own calendar calls it.
    asked = supplier_quarter(
        supplier_id,
        quarter,
        snapshot,
        workspace=home,
        register=register,
    )
    label = asked.quarter.label
    sitting = Sitting(
        register,
        supplier_id,
        label,
        Quarter.of(asked.quarter.until, asked.quarter.calendar).label,
        _day(on) or date.max,
        who,
    )
    if sitting.on == date.max:
        sitting.on = _planned_on(sitting)
    place = (
        folder_of_quarter(
            home.reports,
            label,
            "shared",
        )
        / slug(supplier_id)
        / "meeting"
    )
    return Review(
        asked,
        sitting,
        place,
        home,
        tuple(Path(one) for one in sealed),
    ).prepare()


def _planned_on(sitting: Sitting) -> date:
    if sitting.planned(sitting.book) is None:
        raise UsageError(
            f"No review of {sitting.quarter} with {sitting.supplier_id} is planned in the register,"
            " and no day is given.\nSay open_review(…, on='2026-10-13')."
        )
    return sitting.meeting.held_on or sitting.meeting.planned_on


def _day(on: date | str | None) -> date | None:
    if on is None or isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise UsageError(
            f"on is '{on}', expected a day such as 2026-10-13.\nCorrect it."
        ) from error
