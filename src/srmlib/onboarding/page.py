"""An onboarding pack as one page: the report's look, no script, nothing from outside."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from pathlib import Path

from jinja2 import ChoiceLoader, PackageLoader
from markupsafe import Markup

from srmlib.facts import SupplierQuarter, supplier_quarter
from srmlib.meeting.people import People
from srmlib.onboarding import words
from srmlib.onboarding.glossary import read_glossary, used_in
from srmlib.onboarding.pack import Pack, pack_of
from srmlib.register import Book, open_register
from srmlib.relationship.entered import fix_entered
from srmlib.relationship.persons import SIDES
from srmlib.reports.publish import folder_of_quarter, slug, write_atomically
from srmlib.reports.templating import LOADER, TEMPLATES, css_text, style_sheet
from srmlib.rules.calendar import Quarter
from srmlib.rules.relationships import StatedRelationship, read_relationships
from srmlib.rules.roles import read_roles
from srmlib.snapshot import open_snapshot
from srmlib.words.metric import goal_words
from srmlib.words.ratings import Firms
from srmlib.words.standing import past_note, period_words, standing_of
from srmlib.words.words import day_words
from srmlib.workspace import Workspace

# With the macros of the report's pages.
OURS = TEMPLATES.overlay(loader=ChoiceLoader([PackageLoader("srmlib.onboarding"), LOADER]))
MOST_OTHER_ACTIONS = 8


def write_pack(
    workspace: Workspace,
    supplier_id: str,
    role: str,
    *,
    side: str = "buyer",
    quarter: str | None = None,
    out: Path | None = None,
) -> Path:
    """Write the pack of a role at one firm, `buyer` or `supplier`, into `out`, or beside
    the supplier's reports of the quarter (the last full one where none is named). Returns
    its path.

    Raises UsageError for an unknown supplier, role or quarter, DefinitionError for a faulty
    file of roles or relationships.
    """
    roles = read_roles(workspace.shipped("data/definitions/roles.yaml"))
    name, _ = roles.find(role)
    with open_snapshot(workspace) as snapshot:
        stated = read_relationships(
            workspace.shipped(f"data/relationships/{snapshot.source}.yaml")
        )
        last = Quarter.last_full(snapshot.as_of, snapshot.fiscal_year)
        entered = fix_entered(open_register(workspace), snapshot.as_of)
        with supplier_quarter(
            supplier_id, quarter or last, snapshot, workspace=workspace, register=entered
        ) as asked:
            pack = pack_of(
                asked, roles, stated.get(supplier_id, StatedRelationship()), name, side
            )
            glossary = read_glossary(workspace.shipped("docs/glossary.md"))
            known = {word: glossary[word] for word in roles.words if word in glossary}
            page = pack_page(asked, pack, known)
            reports = folder_of_quarter(workspace.reports, asked.quarter.label, "shared")
    folder = out or reports / slug(supplier_id) / "onboarding"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{side}-{name.replace(' ', '-')}.html"
    write_atomically(path, page.encode())
    return path


def pack_page(asked: SupplierQuarter, pack: Pack, glossary: dict[str, str]) -> str:
    """The whole page; of the glossary it has the words that stand on it."""
    firms = words.firms_of(asked)
    facts = _facts(asked, pack, firms)
    body = _render("pack.html.j2", **facts)
    terms = used_in(glossary, _text_of(body))
    head = f"{pack.role}, {asked.supplier.name} and {firms.buyer}"
    return str(
        _render(
            "pack_page.html.j2",
            title=f"Onboarding: {head}",
            body=body,
            terms=terms,
            style=style_sheet() + _source("pack.css"),
            css_text=css_text,
        )
    )


def _facts(asked: SupplierQuarter, pack: Pack, firms: Firms) -> dict[str, object]:
    metrics = {one.id: one.definition.name for one in asked.readings}
    shown = pack.others[:MOST_OTHER_ACTIONS]
    decided = pack.decided
    return {
        "pack": pack,
        "firms": firms,
        "sides": SIDES,
        "supplier": asked.supplier,
        "period": period_words(asked.quarter),
        "day_words": day_words,
        "words": words,
        "hushed": People(
            asked.book or Book(()), asked.supplier_id, pack.as_of
        ).without_names,
        "begins": words.begins_words(asked.supplier_id),
        "first_days": words.first_days(pack, firms),
        "untiered": words.untiered_words(pack, firms),
        "other_actions": shown,
        "left_out": len(pack.others) - len(shown),
        "metric_names": metrics,
        "standing_of": standing_of,
        "goal_words": goal_words,
        "past_note": past_note,
        "side_words": partial(words.side_words, firms=firms),
        "decided": [
            words.decided_words(one, metrics.get(one.metric, one.metric), firms)
            for one in (decided.disputes if decided else ())
        ],
    }


def _render(template: str, **facts: object) -> Markup:
    return Markup(OURS.get_template(template).render(**facts))


def _source(name: str) -> Markup:
    loader = OURS.loader
    assert loader is not None
    return Markup(loader.get_source(OURS, name)[0])


def _text_of(body: Markup) -> str:
    """What is read on it, without tags."""
    return unescape(re.sub(r"<[^>]*>", " ", body))
