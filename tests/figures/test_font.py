"""The font of pages and figures: it has every character that we print, figures are laid out in it
whatever else is installed, and a notebook carries it once.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import altair as alt
import pytest

from srmlib import supplier_quarter
from srmlib.figures.labels import cut_to, width_of
from srmlib.figures.svg import draw
from srmlib.figures.theme import BOLD, FONT_FOLDER, REGULAR, advances
from srmlib.reports.cover import GLYPHS
from srmlib.reports.sections.numbers import one_bridge
from srmlib.reports.sections.opening import masthead
from srmlib.reports.templating import style_sheet
from srmlib.workspace import PROJECT

SOURCE = PROJECT / "src" / "srmlib"
FONTS = sorted((PROJECT / "tests" / "browser" / "fonts").glob("*.conf"))
FACE = "font/woff2;base64,"
DRAW = """
import altair as alt
from srmlib.figures.svg import draw
rows = [{"name": "Töpferei Šárka & Søn", "amount": 7055.79, "words": "95% interval 6,100.21 to 7,055.79"}]
chart = alt.Chart(alt.Data(values=rows)).mark_text(align="left", fontWeight="bold")
chart = chart.encode(y="name:N", x="amount:Q", text="words:N")
print(draw(chart, "f", "Headline", "Subtitle", "Words", [{"a": "1"}]).html())
"""


def printed_texts() -> Iterator[tuple[Path, str]]:
    """Every text that may reach a page: of templates, of code but for what explains the code, and
    of definitions. Not the signs of the workbook: it cannot draw them in a cell, and a word follows
    each.
    """
    in_cells = set(GLYPHS.values())
    for path in (SOURCE / "reports" / "templates").iterdir():
        yield (
            path,
            re.sub(r"\\([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), path.read_text()),
        )
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
            is_in_a_cell = path.name == "cover.py" and is_text and node.value in in_cells
            if is_text and not is_in_a_cell and id(node) not in docstrings:
                yield path, node.value
    for path in (PROJECT / "data" / "definitions").rglob("*.yaml"):
        yield path, path.read_text(encoding="utf-8")


def test_the_font_has_every_character_that_is_printed():
    missing = {
        (path.name, character)
        for path, text in printed_texts()
        for character in text
        if character.isprintable() and character not in advances(REGULAR)
    }
    assert missing == set()


def test_signs_that_other_fonts_lack_are_drawn_and_never_written():
    signs = set("▲△▽▼●○◆◇■□")
    assert [path.name for path, text in printed_texts() if signs & set(text)] == []


def test_both_weights_have_the_same_characters_and_digits_are_equally_wide():
    assert set(advances(REGULAR)) == set(advances(BOLD))
    for weight in (REGULAR, BOLD):
        assert len({advances(weight)[digit] for digit in "0123456789+−"}) == 1


def test_a_text_is_cut_to_the_room_it_has():
    name = "Wilhelmine Weißwasser Werkzeugbau"
    for room in (20.0, 60.0, 120.0, 180.0, 400.0):
        shown = cut_to(name, room, BOLD)
        assert width_of(shown, BOLD) <= room
        assert shown == name or (shown.endswith("…") and name.startswith(shown[:-1]))
    assert cut_to(name, 400.0, BOLD) == name


def drawn_where(**environment: str) -> str:
    """A figure as another process draws it."""
    return subprocess.run(
        [sys.executable, "-c", DRAW],
        env=os.environ | {"PYTHONPATH": str(PROJECT / "src")} | environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_figure_is_the_same_whatever_fonts_are_installed():
    figures = {path.stem: drawn_where(FONTCONFIG_FILE=str(path)) for path in FONTS}
    assert set(figures) == {"dejavu", "liberation", "none", "noto"}
    assert len(set(figures.values())) == 1


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_the_room_of_an_end_label_is_that_of_its_letters(weight):
    def width(words: str) -> float:
        rows = alt.Data(values=[{"at": 1, "words": words}])
        label = alt.Chart(rows).mark_text(align="left", fontWeight=weight)
        figure = draw(label.encode(x="at:Q", text="words:N"), "f", "", "", "", [{"a": "1"}])
        return float(re.search(r'viewBox="0 0 ([\d.]+)', figure.svg)[1])

    long, short = "95% interval 6,100.21 to 7,055.79, only what is known", "nothing"
    number = BOLD if weight == "bold" else REGULAR
    expected = width_of(long, number) - width_of(short, number)
    assert width(long) - width(short) == pytest.approx(expected, abs=2)


def test_the_licence_of_the_font_comes_with_it():
    licence = (FONT_FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "The Inter Project Authors" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.fixture(scope="module")
def facts(sample):
    return supplier_quarter("S-1001", "2026Q3", sample).facts


def test_a_page_carries_both_weights_and_a_notebook_once(facts):
    """The masthead opens a notebook; of bridges there may be many in one."""
    assert style_sheet().count(FACE) == 2
    assert masthead(facts)._repr_html_().count(FACE) == 2
    bridge = one_bridge(facts, facts.bridges[0])._repr_html_()
    assert "--ink:" in bridge
    assert FACE not in bridge
