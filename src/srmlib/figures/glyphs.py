"""The small signs that stand in a line of text: drawn, because few fonts have all of them."""

from __future__ import annotations

from markupsafe import Markup

from srmlib.figures.theme import var

UP, DOWN = "M6,1.5L11,10.5H1Z", "M6,10.5L11,1.5H1Z"
FILLED = 'fill="currentColor" stroke="currentColor"'
HOLLOW = 'fill="none" stroke="currentColor" stroke-width="1.4"'
TWICE_DOWN = "M2.4,.8L6,5.6L9.6,.8Z M2.4,6.2L6,11L9.6,6.2Z"
# Filled where the verdict is clear, twice where it is far off.
VERDICTS = {
    "met_clear": f'<path d="{UP}" {FILLED} stroke-linejoin="round"/>',
    "met": f'<path d="{UP}" {HOLLOW} stroke-linejoin="round"/>',
    "missed": f'<path d="{DOWN}" {HOLLOW} stroke-linejoin="round"/>',
    "missed_clear": f'<path d="{DOWN}" {FILLED} stroke-linejoin="round"/>',
    "far_clear": f'<path d="{TWICE_DOWN}" {FILLED} stroke-linejoin="round"/>',
    "too_few": '<path d="M2,6H10" stroke="currentColor" stroke-width="1.6"/>',
    "not_agreed": f'<circle cx="6" cy="6" r="4.2" {HOLLOW} stroke-dasharray="2 1.6"/>',
}
TWICE_UP = "M2.4,11.2L6,6.4L9.6,11.2Z M2.4,5.8L6,1L9.6,5.8Z"
DISC = f'<circle cx="6" cy="6" r="4.2" {FILLED}/>'
# The five colours of a rating, 1 to 5.
STEPS = (
    VERDICTS["far_clear"],
    VERDICTS["missed_clear"],
    DISC,
    VERDICTS["met_clear"],
    f'<path d="{TWICE_UP}" {FILLED} stroke-linejoin="round"/>',
)
LINE = 'fill="none" stroke="currentColor" stroke-width="1.8"'
MEETINGS = {
    "held": f'<path d="M1.5,6.4L4.6,9.4L10.5,2.4" {LINE}/>',
    "not_held": f'<path d="M2,2L10,10M10,2L2,10" {LINE}/>',
    "planned": f'<circle cx="6" cy="6" r="4.2" {HOLLOW}/>',
}
CANNOT = '<path d="M2,6H10" stroke="currentColor" stroke-width="1.6"/>'
# What a check finds, and what a dimension of the level shows.
OUTCOMES = {
    "found": VERDICTS["missed_clear"],
    "not_found": MEETINGS["held"],
    "in_place": MEETINGS["held"],
    "not_yet": MEETINGS["planned"],
    "cannot_tell": CANNOT,
    "yes": MEETINGS["held"],
    "no": MEETINGS["planned"],
    "unknown": CANNOT,
}
FIRMS = {
    "buyer": f'<circle cx="6" cy="6" r="5" fill="{var("buyer")}"/>',
    "both": f'<path d="M1.5,1.5H10.5V10.5H1.5Z" fill="{var("ink")}"/>',
    "supplier": (
        f'<path d="M6,.8L11.2,6L6,11.2L.8,6Z" fill="none" stroke="{var("supplier")}"'
        ' stroke-width="1.8"/>'
    ),
}
SIGN = (
    '<svg class="{}" aria-hidden="true" width="12" height="12" viewBox="0 0 12 12">{}</svg>'
)


def verdict_glyph(verdict: str | None) -> Markup:
    """A triangle in the colour of the text around it, up where the goal is met and down where it is
    missed; a dash for too few, a broken ring for not agreed; empty for anything else.
    """
    return _sign("glyph", VERDICTS[verdict]) if verdict in VERDICTS else Markup()


def step_glyph(colour: int) -> Markup:
    """Triangles up or down, twice at the ends, a disc for yellow."""
    return _sign("glyph", STEPS[colour - 1])


def meeting_glyph(state: str) -> Markup:
    """A tick for held, a cross for not held, a ring for planned."""
    return _sign("glyph", MEETINGS[state])


def outcome_glyph(outcome: str) -> Markup:
    """A triangle down for found, a tick for not found and in place, a ring for not yet, a dash where
    there is no record.
    """
    return _sign("glyph", OUTCOMES[outcome])


def firm_mark(basis: str) -> Markup:
    """The buyer's filled circle, the supplier's hollow diamond, or the square of both."""
    return _sign(f"{basis}-mark", FIRMS[basis])


def swatch(role: str) -> Markup:
    """A patch of a role's colour, before what it means."""
    return _sign("swatch", f'<path d="M0,1H12V11H0Z" fill="{var(role)}"/>')


def _sign(kind: str, drawn: str) -> Markup:
    return Markup(SIGN.format(kind, drawn))
