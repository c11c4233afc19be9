"""Templates: autoescape everywhere, so that no name or comment can become markup."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from srmlib.figures.theme import css_variables

TEMPLATES = Environment(
    loader=PackageLoader("srmlib.reports"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(template: str, **facts: object) -> Markup:
    """The template's HTML; every text in `facts` is escaped, only Markup passes as it is."""
    return Markup(TEMPLATES.get_template(template).render(**facts))


def style_sheet() -> Markup:
    """The style of pages and of notebook outputs: colours by role, light and dark, narrow and
    print.
    """
    source, _, _ = TEMPLATES.loader.get_source(TEMPLATES, "page.css")
    return Markup(css_variables() + source)
