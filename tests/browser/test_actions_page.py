"""Actions and replies in every state, wide and narrow, light, dark and on paper: nothing is cut off,
printed over another, too small or too pale.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import facts_fixture
import pytest
from books import AS_OF, SUPPLIER, BookByHand
from browsing import FONT_IS_THERE, on_paper, opened

from srmlib.figures.theme import BOLD, REGULAR, advances
from srmlib.register.kinds.voice import ActionAnswer, Signature, Statement
from srmlib.register.kinds.work import Action, ActionDate, ActionEnd, Dispute
from srmlib.relationship.actions import actions_of
from srmlib.relationship.effects import Effect
from srmlib.relationship.voices import voices_of
from srmlib.reports import sections
from srmlib.reports.page import Report
from srmlib.rules.calendar import Quarter

pytestmark = pytest.mark.browser

Q3 = Quarter.parse("2026Q3")
FAULTS = (Path(__file__).parent / "layout.js").read_text(encoding="utf-8")
FONT = "".join(sorted({*advances(REGULAR), *advances(BOLD)}))
LONG = "Wärmebehandlungsgesellschaft-" * 4


def action(side: str, due: date | None, words: str, **more: object) -> Action:
    stated = {"agreed_on": date(2026, 7, 14), "measure": "seen", "owners": ("the planner",)}
    return Action(what=words, side=side, due_on=due, **stated | more)


def every_state(words: str) -> BookByHand:
    """Done, dropped, on track, moved, late, a hole, joint, and one agreed in the review."""
    book = BookByHand().add(action("buyer", date(2026, 9, 30), words), "A-1")
    book.add(action("buyer", date(2026, 9, 20), words), "A-2")
    book.add(ActionEnd(action="A-2", how="done", on=date(2026, 9, 28)))
    book.add(
        action("supplier", date(2026, 6, 30), words, agreed_on=date(2026, 4, 14)), "A-3"
    )
    for day in (date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 30)):
        book.add(ActionDate(action="A-3", due_on=day))
    book.add(action("supplier", None, words, owners=(), measure=None), "A-4")
    asked = {"due_on": date(2026, 11, 15), "words_said": words, "on": date(2026, 10, 9)}
    book.add(ActionAnswer(action="A-4", answer="move", **asked))
    book.add(action("supplier", date(2026, 9, 9), words), "A-5")
    book.add(ActionEnd(action="A-5", how="dropped", on=date(2026, 9, 10), reason=words))
    book.add(action("joint", date(2026, 11, 27), words, owners=("one", "another")), "A-6")
    book.add(action("supplier", date(2026, 12, 1), words, agreed_on=AS_OF), "A-7")
    said = {"quarter": "2026Q3", "side": "supplier", "on": date(2026, 10, 9)}
    book.add(Statement(words_said=words, by="managing director", **said))
    signed = {"metric": "C2", "version": 1, "side": "supplier", "on": date(2026, 10, 9)}
    book.add(Signature(objection=words, **signed))
    stated = {"metric": "D1", "row": "45000/10", "raised_by": "supplier", "claim": "met"}
    return book.add(Dispute(raised_on=date(2026, 8, 24), **stated), "D-1")


STATES = {
    "usual": "Send the certificate with every box.",
    "long words": LONG,
}


def page_of(words: str) -> str:
    book = every_state(words).book()
    effects = {
        "D-1": Effect("D1", 91.6, 92.1, (196, 214), (197, 214), False),
        "D-2": Effect("D1", 91.1, 91.6, (195, 214), (196, 214), True),
    }
    known = SimpleNamespace(
        actions=actions_of(book, SUPPLIER, AS_OF, Q3),
        voices=voices_of(book, SUPPLIER, Q3, AS_OF, effects),
        as_of=AS_OF,
        former=(),
    )
    rows = facts_fixture.disputes(
        {"dispute_id": "D-1", "words": words, "origin": "register"},
        {"dispute_id": "D-2", "state": "accepted", "answer": words},
    )
    facts = replace(facts_fixture.rich(), relationship=known, disputes=rows)
    report = Report(facts)
    for section in (sections.masthead, sections.last_actions, sections.replies):
        report.add(section(facts))
    return report.html()


@pytest.mark.parametrize("state", STATES)
def test_a_page_has_no_fault_of_layout(state, browser, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(page_of(STATES[state]), encoding="utf-8")
    found = {}
    wanted = {"least": 11, "leastText": 11, "colours": True, "font": FONT}
    with opened(browser, file) as (page, _):
        page.evaluate(FONT_IS_THERE)
        for width, scheme in ((1200, "light"), (900, "dark"), (360, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(media="screen", color_scheme=scheme)
            found[width] = page.evaluate(FAULTS, wanted)
        on_paper(page)
        small = wanted | {"least": 6.5 / 0.75, "leastText": 6.5 / 0.75}
        found["print"] = page.evaluate(FAULTS, small)
    assert {state: seen for state, seen in found.items() if seen} == {}
