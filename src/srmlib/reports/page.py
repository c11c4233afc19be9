"""The page: sections in the order a notebook adds them, and the files they become."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from srmlib.encoding import Block
from srmlib.errors import UsageError
from srmlib.facts import Facts, supplier_quarter
from srmlib.figures.untrusted import as_images
from srmlib.register import open_register
from srmlib.relationship.entered import NONE, entry_id, fix_entered
from srmlib.reports.export import csv_text, definitions_block, workbook_bytes
from srmlib.reports.publish import SENTINEL
from srmlib.reports.templating import css_text, render, style_in_notebook, style_sheet
from srmlib.snapshot import open_snapshot
from srmlib.words.summary import sentences
from srmlib.workspace import Workspace

LONGEST_IN_BAR = 24
# HTML closes a cell or row by itself where the next begins or the table ends; thousands of them are
# a twentieth of a page.
NEEDLESS_END = re.compile(r"</t[dhr]>\s*(?=<t[dhr][\s>]|</t(?:r|head|body|able)>)")


@dataclass(frozen=True, repr=False)
class Section:
    """One section: its title (empty where the page shows none), the computed answer as headline,
    its HTML, and the tables behind it (file name → rows).
    """

    id: str
    title: str
    headline: str
    body: Markup
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    style: str = ""
    # In the contents.
    name: str = ""
    # What is missing where the section has nothing to say: it then leaves the page.
    absent: str = ""

    def __repr__(self) -> str:
        return f"{self.title} {self.headline}"

    def _repr_html_(self) -> str:
        return as_images(
            render(
                "section_in_notebook.html.j2",
                section=self,
                style_in_notebook=style_in_notebook,
            )
        )


class Report:
    """A report in the making. A notebook adds sections and sees each; `finish` writes the files
    where a run asked for them.
    """

    def __init__(self, facts: Facts):
        self.facts = facts
        self.sections: list[Section] = []

    def add(self, section: Section) -> Section:
        """Put a section at the end of the page; returns it, so that the notebook shows it."""
        if any(section.id == earlier.id for earlier in self.sections):
            raise ValueError(
                f"Section '{section.id}' is on the page already, expected each once. Remove the"
                " second cell."
            )
        self.sections.append(section)
        return section

    def finish(self) -> str:
        """Write the report's files into the folder a run named; opened by a person, write nothing.
        Says which.
        """
        folder = os.environ.get("SRM_REPORT_DIR")
        if folder is None:
            return "The report is complete. srm report writes it to a file."
        self.write(Path(folder))
        return "The report is complete and written."

    def write(self, folder: Path) -> None:
        """Write report.html, report.json, data/*.csv, tables.xlsx, and last of all the sentinel
        that says what was covered.
        """
        tables = {
            name: rows for section in self.sections for name, rows in section.tables.items()
        }
        if self.facts.relationship is not None:
            tables |= self.facts.relationship.used
        (folder / "data").mkdir(parents=True, exist_ok=True)
        (folder / "report.html").write_text(self.html(), encoding="utf-8")
        (folder / "report.json").write_text(
            json.dumps(self.json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n",
            encoding="utf-8",
        )
        for name, rows in tables.items():
            (folder / "data" / f"{name}.csv").write_text(
                csv_text(rows), encoding="utf-8", newline=""
            )
        (folder / "tables.xlsx").write_bytes(workbook_bytes(self.facts, tables))
        used = {
            "supplier_id": self.facts.supplier.supplier_id,
            "quarter": self.facts.quarter.label,
            "as_of": self.facts.as_of.isoformat(),
            "audience": self.facts.audience,
            "snapshot": self.facts.snapshot_id,
            "before": self.facts.before_snapshot,
        } | register_parameters(self.facts)
        (folder / SENTINEL).write_text(json.dumps(used), encoding="utf-8")

    def json(self) -> Block:
        """report.json, as docs/report.schema.json describes it: the facts, the definitions as they
        hold in the quarter, and the sentences of page one and of the blocks.
        """
        beside = {"definitions": definitions_block, "sentences": sentences}
        return self.facts.to_json() | {
            key: block(self.facts) for key, block in beside.items()
        }

    def html(self) -> str:
        """The page: one static file without script or reference to anything outside it."""
        page = render(
            "page.html.j2",
            facts=self.facts,
            shown=[section for section in self.sections if not section.absent],
            absent=[section for section in self.sections if section.absent],
            running_head=self.running_head,
            bar_name=self.bar_name,
            css_text=css_text,
            style=style_sheet(),
        )
        return NEEDLESS_END.sub("", page)

    @property
    def bar_name(self) -> str:
        """Whose report it is, in the bar above the page; a long name has no room there."""
        name = self.facts.supplier.name
        shown = name if len(name) <= LONGEST_IN_BAR else ""
        if self.facts.audience != "internal":
            return shown
        return f"Internal: {shown}" if shown else "Internal"

    @property
    def running_head(self) -> str:
        """What stands on every sheet of paper, and as the window's title."""
        head = f"{self.facts.supplier.name}, {self.facts.quarter}"
        return f"Internal: {head}" if self.facts.audience == "internal" else head


def register_parameters(facts: Facts) -> dict[str, str]:
    """Which entries of the register a report knows, as a run's parameters name them."""
    known = facts.relationship
    if known is None:
        return {"register": NONE, "register_as_of": "", "stage": "draft"}
    return {
        "register": entry_id(known.register),
        "register_as_of": known.as_of.isoformat(),
        "stage": known.stage,
    }


def start_report(
    supplier_id: str,
    quarter: str,
    as_of: str = "",
    audience: str = "shared",
    snapshot: str = "",
    before: str = "",
    register: str = "",
    register_as_of: str = "",
    stage: str = "draft",
) -> Report:
    """A report on what a notebook's parameters ask for; empty `as_of` and `snapshot` mean those of
    the current snapshot, an empty `before` none; an empty `register` all that was entered, until
    the end of `register_as_of` where that is stated, and `none` nothing.

    Raises UsageError when the as-of date asked for is not the snapshot's: its numbers were counted
    as of that day; and for entries of the register that are not there.
    """
    workspace = Workspace.find()
    with open_snapshot(workspace, snapshot or None) as known:
        if as_of and as_of != known.as_of.isoformat():
            raise UsageError(
                f"Snapshot {known.id} is as of {known.as_of}, not {as_of}.\nLoad the extract with"
                f" --as-of {as_of}, or leave as_of empty."
            )
        entered = fix_entered(
            open_register(workspace),
            known.as_of,
            named=register,
            as_of=day_of(register_as_of),
            stage=stage,
        )
        with supplier_quarter(
            supplier_id, quarter, known, before=before, audience=audience, register=entered
        ) as asked:
            return Report(asked.facts)


def day_of(text: str) -> date | None:
    """A day as a parameter states it; null for none. Raises UsageError for what is no day."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"register_as_of is '{text}', expected a day such as 2026-10-13.\nCorrect it."
        ) from error
