"""Templates: autoescape everywhere, so that no name or comment can become markup."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from srmlib.figures.glyphs import (
    firm_mark,
    meeting_glyph,
    outcome_glyph,
    step_glyph,
    verdict_glyph,
)
from srmlib.figures.scorecard import bullet_axis
from srmlib.figures.theme import css_font, css_variables
from srmlib.words.plainly import possessive
from srmlib.words.words import upper_first

LOADER = PackageLoader("srmlib.reports")
# The later stands over the earlier.
STYLE_SHEETS = (
    "page.css",
    "relationship.css",
    "partnering.css",
    "actions.css",
    "people.css",
    "ahead.css",
)
TEMPLATES = Environment(
    loader=LOADER,
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
TEMPLATES.globals |= {
    "bullet_axis": bullet_axis,
    "firm_mark": firm_mark,
    "meeting_glyph": meeting_glyph,
    "outcome_glyph": outcome_glyph,
    "possessive": possessive,
    "step_glyph": step_glyph,
    "upper_first": upper_first,
    "verdict_glyph": verdict_glyph,
}


def render(template: str, **facts: object) -> Markup:
    """The template's HTML; every text in `facts` is escaped, only Markup passes as it is."""
    return Markup(TEMPLATES.get_template(template).render(**facts))


def style_sheet() -> Markup:
    """The style of a page or of a notebook: its font, and what `style_without_font` says."""
    return Markup(css_font()) + style_without_font()


def style_without_font() -> Markup:
    """Colours by role, light and dark, narrow and print. For an output that a notebook may have
    many of: it has the font where another output of the notebook brings it, else the reader's own.
    """
    sources = (LOADER.get_source(TEMPLATES, name)[0] for name in STYLE_SHEETS)
    return Markup(css_variables() + "\n".join(sources))


def style_in_notebook(style: str) -> Markup:
    """A style sheet for an output of a notebook, which is narrower than the window it is in: what
    a page does in a narrow window, it does in a narrow output.
    """
    narrow = style.replace(
        "@media screen and (max-width:", "@container srm-output (max-width:"
    )
    return Markup(narrow + ".srm.srm{container:srm-output/inline-size}\n")


def css_text(text: str) -> Markup:
    r"""A text as a string of a style sheet: whatever is in it, it ends nothing and starts nothing.

    >>> str(css_text('A "B" </style>'))
    '"A\\20 \\22 B\\22 \\20 \\3c \\2f style\\3e "'
    """
    letters = (
        one if one.isalnum() and one.isascii() else f"\\{ord(one):x} " for one in text
    )
    return Markup('"' + "".join(letters) + '"')
