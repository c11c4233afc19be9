"""What was added to the price as one bar, by cause, and below it what each part is."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from jinja2 import Environment
from markupsafe import Markup

from srmlib.figures.glyphs import swatch
from srmlib.figures.labels import width_of
from srmlib.figures.shapes import in_two_lines
from srmlib.figures.theme import BOLD, var

# A part's role, its amount as printed, its words, and its share of all that was added.
Part = tuple[str, str, str, float]

# On a bar that is so wide, in pixels, what a part is stands right below it where there is room; on
# a narrower one the parts are told side by side. CSS knows how wide the bar is: times a thousand, a
# difference of two lengths is either less than nothing or more than all there is.
WIDE = 1000
IF_NARROW = f"({WIDE}px - 100%)*1000"
IF_WIDE = f"(100% - {WIDE}px)*1000"
# The swatch before the words, the least space after them, and how far apart they stand side by side;
# other fonts may be 8 % wider.
SWATCH = 18
BETWEEN = 8
APART = 18
SPARE = 1.08

BAR = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<div class="cost-bar">
{% if drawn %}
<div aria-hidden="true" style="display:flex;height:16px">
{% for colour, amount, words, share in drawn %}
<span title="{{ amount }} {{ words }}" style="flex:{{ share }} 1 0;min-width:3px;box-sizing:border-box;\
background:{{ colour }};{{ "border-left:2px solid " + paper if not loop.first }}"></span>
{% endfor %}
</div>
{% endif %}
<ul class="stack" style="display:flex;flex-wrap:wrap;gap:3px 0;list-style:none;margin:4px 0 0;\
padding:0;font-size:.82em;line-height:1.3">
{% for (role, amount, words, share), place in said %}
<li style="flex:0 0 auto;display:flex;box-sizing:border-box;margin:0;{{ place }}">\
{% if share > 0 %}<span style="flex:none;width:{{ swatch_width }}px">{{ swatch(role) }}</span>{% endif %}
<span style="min-width:0;overflow-wrap:anywhere"><b style="display:block">{{ amount }}</b> {{ words }}</span></li>
{% endfor %}
</ul>
</div>"""
)


def cost_bar(parts: Sequence[Part]) -> Markup:
    """One bar of all parts, as wide as the page, each as wide as its share, and a list of what they
    are: `cost_bar([("cause-theirs", "17.7 k", "Harrow Castings’ cause", 0.65), …])`.

    What a part is stands below it, or below all others where the part is too small for it. A part
    of nothing and one below zero, a credit, is not drawn but said. Shares need not add up to 1. Empty
    for no parts. Raises KeyError for an unknown role.
    """
    if not parts:
        return Markup()
    drawn = [part for part in parts if part[3] > 0]
    whole = sum(share for *_, share in drawn)
    shares = [share / whole if share > 0 else 0.0 for *_, share in parts]
    has_room = [_has_room(part, share) for part, share in zip(parts, shares, strict=True)]
    below = [place for place, fits in enumerate(has_room) if fits]
    said = [(parts[place], _below(place, shares, has_room)) for place in below]
    said += [
        (part, f"max-width:100%;padding-right:{APART}px")
        for part, fits in zip(parts, has_room, strict=True)
        if not fits
    ]
    return Markup(
        BAR.render(
            drawn=[
                (var(role), amount, words, f"{share / whole:.4f}")
                for role, amount, words, share in drawn
            ],
            said=said,
            paper=var("paper"),
            swatch=swatch,
            swatch_width=SWATCH,
        )
    )


def _has_room(part: Part, share: float) -> bool:
    """Whether the amount and, on at most two lines below it, the words are no wider than the
    part.
    """
    _, amount, words, _ = part
    room = (share * WIDE - SWATCH - BETWEEN) / SPARE
    return room >= width_of(amount, BOLD) and " ".join(in_two_lines(words, room)) == words


def _below(place: int, shares: list[float], has_room: list[bool]) -> str:
    """As far from the left as the part, and as wide as it and the small ones after it."""
    after = takewhile(lambda later: not has_room[later], range(place + 1, len(shares)))
    wide = _percent(shares[place] + sum(shares[later] for later in after))
    style = (
        f"min-width:max(0px,min({wide},{IF_WIDE}));max-width:max({wide},min(100%,{IF_NARROW}));"
        f"padding-right:max({BETWEEN}px,min({APART}px,{IF_NARROW}))"
    )
    if any(has_room[:place]):
        return style
    return f"{style};margin-left:max(0px,min({_percent(sum(shares[:place]))},{IF_WIDE}))"


def _percent(share: float) -> str:
    """Rounded down, so that a row of them is never wider than the bar."""
    return f"{int(10000 * share) / 100:g}%"
