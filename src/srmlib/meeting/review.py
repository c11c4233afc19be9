"""The review of one supplier's quarter: all that its agenda shows, and what is written down
in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from srmlib.errors import UsageError
from srmlib.facts import Facts, SupplierQuarter, find_supplier, supplier_quarter
from srmlib.meeting.agenda import Slot, slots
from srmlib.meeting.asked import author_of, day_of, not_today
from srmlib.meeting.capture import Captures
from srmlib.meeting.checks import Check, checks_of
from srmlib.meeting.closing import Closed, close, report_as_reviewed
from srmlib.meeting.disputes import Disputes
from srmlib.meeting.lists import CheckList, preparations
from srmlib.meeting.live import Numbers, entered_by
from srmlib.meeting.revealing import reveal_ratings, sealed_in
from srmlib.meeting.screens import screen
from srmlib.meeting.sitting import Sitting
from srmlib.meeting.words import close_headline
from srmlib.metrics.result import Reading
from srmlib.register import Book, Register, open_register
from srmlib.relationship.ratings import Ratings, ratings_of
from srmlib.reports.publish import folder_of_quarter, slug
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot, open_snapshot
from srmlib.words.plainly import buyer_called, supplier_called
from srmlib.words.words import day_words
from srmlib.workspace import Workspace

if TYPE_CHECKING:
    from srmlib.meeting.show import Presentation

# Screens of metrics outside the green zone.
MISSES = 2


@dataclass(repr=False)
class Review:
    """`open_review` opens one. `capture` writes down; `screen` is one item of the agenda;
    `show` opens the meeting in the whole window; `close` ends it.

    What people enter is read from the register after every entry, so that a kernel that is
    killed loses nothing; numbers are those of the snapshot it was opened with, and follow
    what both firms decide.
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
        """As the report would have them that is made now."""
        return self._numbers.facts

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers(self.quarter, self.sitting)

    @cached_property
    def firms(self) -> dict[str, str]:
        """How a page names each side."""
        firms = {"buyer": buyer_called(self.facts), "supplier": supplier_called(self.facts)}
        return firms | dict.fromkeys(("joint", "both"), "both firms")

    @property
    def next_quarter(self) -> Quarter:
        """The quarter that the next review is of."""
        return _following(self.quarter.quarter)

    def metric_called(self, metric_id: str) -> str:
        """A metric by its name; by its id where this snapshot knows none of it."""
        known = self.quarter.facts.definitions
        named = [one.name for one in known if one.metric_id == metric_id]
        return named[0].partition(" (")[0] if named else metric_id

    @property
    def misses(self) -> list[Reading]:
        """The two metrics that are talked about, as they read now."""
        return [self.facts.reading(one) for one in self._talked_about]

    @cached_property
    def _talked_about(self) -> list[str]:
        """Those outside the green zone as the review was opened: a decision changes no
        agenda.
        """
        return [one.id for one in self.facts.spotlight()[:MISSES]]

    @cached_property
    def disputes(self) -> Disputes:
        return Disputes(self.quarter, self.sitting)

    @property
    def ratings(self) -> Ratings:
        """As they may be shown: sealed until the reveal. Worked out once for each book."""
        sitting = self.sitting
        book = sitting.shown
        if self._rated is None or self._rated[0] is not book:
            asked = (sitting.supplier_id, self.quarter.quarter, sitting.on)
            self._rated = (book, ratings_of(book, *asked))
        return self._rated[1]

    @cached_property
    def agenda(self) -> list[Slot]:
        buyer = self.quarter.facts.buyer
        titles = {"buyers_part": buyer.split()[0]} if buyer else {}
        places = ("first_miss", "second_miss")
        for key, reading in zip(places, self.misses, strict=False):
            titles[key] = reading.definition.metric.short_name.split()[0]
        return slots(titles)

    @property
    def title(self) -> str:
        day = day_words(self.sitting.on)
        return f"Review of {self.quarter.quarter} with {self.firms['supplier']}, {day}"

    def __repr__(self) -> str:
        return self.title + not_today(self.sitting.on)

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
        return reveal_ratings(self.sitting, [Path(one) for one in (files or self.sealed)])

    def reveal_texts(self, texts: Sequence[str]) -> int:
        """Open both firms' ratings by the contents of their files; returns how many."""
        return reveal_ratings(self.sitting, sealed_in(texts))

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
        """End the meeting: minutes (HTML and a draft of mail) and calendar are written into
        its folder; `report` makes the report that knows it. Raises UsageError that names
        everything that is missing; nothing is written then.
        """
        return close(self, sent_on)

    def report(self) -> Path:
        """Make the next version of the supplier's report, as reviewed, with all that was
        entered.

        Raises ReportError where it cannot be made; the version before it stays.
        """
        return report_as_reviewed(self)

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

    `on` is the day of the meeting (empty: the day the register planned it for), `author`
    who writes (empty: `SRM_AUTHOR`), `sealed` the two files of sealed ratings, opened at
    the reveal. Raises UsageError where neither the register nor the call says the day, or
    who writes.
    """
    home = workspace or Workspace.find()
    who = author_of(author, "open_review")
    register = open_register(home)
    with open_snapshot(home, snapshot) as known:
        find_supplier(known, supplier_id)
        sitting = _sitting(known, register, supplier_id, quarter, day_of(on), who)
        entered = entered_by(register, sitting.on, known.as_of)
    asked = supplier_quarter(
        supplier_id, sitting.quarter, known.id, workspace=home, register=entered
    )
    reports = folder_of_quarter(home.reports, sitting.quarter, "shared")
    folder = reports / slug(supplier_id) / "meeting"
    return Review(asked, sitting, folder, home, tuple(map(Path, sealed))).prepare()


def _sitting(
    known: Snapshot,
    register: Register,
    supplier_id: str,
    quarter: str,
    on: date | None,
    author: str,
) -> Sitting:
    """The table of a quarter as the snapshot's own calendar calls it, on its day."""
    this = known.quarter(quarter)
    asked = (register, supplier_id, this.label, _following(this).label)
    sitting = Sitting(*asked, on or date.max, author)
    if on is None:
        sitting.on = _planned_on(sitting)
    return sitting


def _following(quarter: Quarter) -> Quarter:
    return Quarter.of(quarter.until, quarter.calendar)


def _planned_on(sitting: Sitting) -> date:
    if sitting.planned(sitting.book) is None:
        raise UsageError(
            f"No review of {sitting.quarter} with {sitting.supplier_id} is planned in the"
            " register, and no day is given.\nSay open_review(…, on='2026-10-13')."
        )
    return sitting.meeting.held_on or sitting.meeting.planned_on
