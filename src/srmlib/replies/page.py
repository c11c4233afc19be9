"""The form as one HTML file: no network, no server, one script that its policy names by hash."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import date
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from srmlib.relationship.elements import COLOURS, ELEMENTS
from srmlib.relationship.health import QUESTIONS
from srmlib.replies.contents import Asked, Form
from srmlib.reports.templating import css_text, style_sheet
from srmlib.words.plainly import possessive
from srmlib.words.words import day_words, upper_first

LOADER = PackageLoader("srmlib.replies")
TEMPLATES = Environment(
    loader=LOADER,
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
CLAIMS = {
    "met": "it met the goal",
    "missed": "it missed the goal",
    "not_counted": "it should not count",
}
EFFORTS = {"small": "small", "middle": "middle", "large": "large"}
FORMS_OF_TOPICS = {
    "topic": "topic",
    "joint_team": "joint team",
    "cross_audit": "cross-audit",
}
STEPS = {1: "1, least", 2: "2", 3: "3", 4: "4", 5: "5, most"}


def page_of(form: Form, answer_by: date | None = None) -> str:
    """The form's HTML; `answer_by` is the day it is wanted back."""
    script = _source("form.js")
    first, last = (
        date.fromisoformat(form.first_on),
        date.fromisoformat(
            form.last_on,
        ),
    )
    what = "ratings" if form.side == "buyer" else "reply to the review"
    return TEMPLATES.get_template("form.html.j2").render(
        form=form,
        elements=ELEMENTS,
        colours=COLOURS,
        claims=CLAIMS,
        names={one.id: one.name for one in form.metrics},
        due_words=due_words,
        day_of=lambda day: day_words(date.fromisoformat(day)),
        questions=QUESTIONS,
        numbers=[(number, number) for number in range(11)],
        steps=list(STEPS.items()),
        efforts=list(EFFORTS.items()),
        topic_forms=list(FORMS_OF_TOPICS.items()),
        upper_first=upper_first,
        period=period_words(first, last),
        answer_by=day_words(answer_by) if answer_by else "",
        running_head=f"{form.own_name}, {what} of {form.quarter}",
        possessive=possessive,
        css_text=css_text,
        style=style_sheet() + Markup(_source("form.css")),
        script=Markup(script),
        script_hash=b64encode(sha256(script.encode("utf-8")).digest()).decode("ascii"),
        data=_data(form),
    )


def due_words(action: Asked) -> str:
    """`due 12 October 2026, first date 30 September 2026`."""
    if not action.due_on:
        return "no date yet"
    due = f"due {day_words(date.fromisoformat(action.due_on))}"
    if action.first_on == action.due_on:
        return due
    return f"{due}, first date {day_words(date.fromisoformat(action.first_on))}"


def period_words(first: date, last: date) -> str:
    """`July to September 2026`; with days where it does not begin and end with a month."""
    whole = first.day == 1 and (last.toordinal() + 1 == _next_month(last).toordinal())
    if whole and first.year == last.year:
        return f"{first:%B} to {last:%B %Y}"
    return f"{day_words(first)} to {day_words(last)}"


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _source(name: str) -> str:
    source, _, _ = LOADER.get_source(TEMPLATES, name)
    return source


def _data(form: Form) -> Markup:
    """What the script has to know, as JSON in which no tag can begin."""
    stated = {
        "form": form.fingerprint,
        "side": form.side,
        "supplier": form.supplier_id,
        "quarter": form.quarter,
        "report": form.report,
        "stem": form.file_stem,
        "own": form.own_name,
        "colours": COLOURS,
        "misses": [
            {
                "metric": one.metric,
                "row": one.row,
                "numerator": one.numerator,
                "denominator": one.denominator,
                "claim": one.claim,
            }
            for one in form.misses
        ],
        "metrics": [vars(one) for one in form.metrics],
        "rows": dict(form.rows),
        "actions": [one.id for one in form.actions],
        "definitions": [
            {
                "metric": one.metric,
                "version": one.version,
            }
            for one in form.definitions
        ],
        "asks": [one.id for one in form.asks],
    }
    text = json.dumps(stated, ensure_ascii=True)
    return Markup(
        text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    )
