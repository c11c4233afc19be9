"""The page of a meeting: the twelve screens with agenda, clock and panel, in one file. A
notebook shows it in the whole window; beside the report it is the fall-back, agenda.html.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from srmlib.figures.theme import css_font, css_variables
from srmlib.meeting.begins import enters
from srmlib.meeting.promised import new_actions
from srmlib.meeting.templating import render, source_of
from srmlib.reports.publish import slug, write_atomically

if TYPE_CHECKING:
    from srmlib.meeting.review import Review

AGENDA = "agenda.html"


def page(review: Review, *, is_live: bool) -> str:
    """The whole page. It holds what may be shown now: no rating before the reveal."""
    sitting = review.sitting
    file = f"{slug(sitting.supplier_id)}_{sitting.quarter}_captures.json"
    script = source_of("meeting.js")
    return str(
        render(
            "page.html.j2",
            firms=review.firms,
            on=sitting.on,
            slots=review.agenda,
            screens={slot.item.key: review.screen(slot.item.key) for slot in review.agenda},
            panel=panel(review),
            people=sitting.people.here(),
            begins=sitting.begins,
            is_live=is_live,
            about={
                "supplier_id": sitting.supplier_id,
                "quarter": sitting.quarter,
                "on": sitting.on.isoformat(),
                "file": file,
                "enters": enters(file),
            },
            style=Markup(css_font() + css_variables() + source_of("meeting.css")),
            script=Markup(script),
            script_hash=f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}",
        )
    )


def panel(review: Review) -> Markup:
    """The actions of this meeting as the panel at the right lists them, the last first."""
    return render("panel.html.j2", actions=new_actions(review))


def write_agenda(review: Review) -> Path:
    """The fall-back beside the notebook: it works from disk, and saves what is written
    down.
    """
    path = review.folder / AGENDA
    write_atomically(path, page(review, is_live=False).encode())
    return path
