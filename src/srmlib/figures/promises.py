"""Promises to customers by week or month: the broken ones by whose cause they are, of how many."""

from __future__ import annotations

from jinja2 import Environment

from srmlib.figures.axes import SIZE, Scale, px, width_at
from srmlib.figures.svg import Figure, Legend, drawn_by_hand
from srmlib.figures.theme import BOLD, var
from srmlib.promises.kept import Period, Promises
from srmlib.words.promise import cause_agreed_words

# The bars, with the count above each and its period below; so much is for a period at least.
TOP = 20
HIGHEST = 96
NAMES = 40
STEP = 68
THICK = 44
APART = 14
# A scale that ends lower would make one broken promise look like many.
LEAST_SCALE = 4
SIDES = ("theirs", "shared", "ours", "not_agreed")

DRAWING = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
    """\
<svg xmlns="http://www.w3.org/2000/svg" width="{{ width }}" height="{{ height }}" viewBox="0 0 {{ width }} {{ height }}">
{% for bar in bars %}
<path d="{{ bar.path }}" fill="{{ bar.colour }}"><title>{{ bar.words }}</title></path>
{% endfor %}
<path d="M0,{{ foot }}H{{ width }}" stroke="{{ line }}"/>
{% for text in texts %}
<text transform="translate({{ text.x }},{{ text.y }})" text-anchor="{{ text.anchor or 'middle' }}" font-size="{{ size }}px" \
font-weight="{{ text.weight or 'normal' }}" fill="{{ text.colour }}">{{ text.words }}</text>
{% endfor %}
</svg>"""
)


def broken_promises(
    promises: Promises, headline: str, subtitle: str, name: str = "broken-promises"
) -> Figure | None:
    """A bar for each period, as high as promises were broken in it, from zero; above it, of how
    many.

    `name` is the figure's id in its page. None where no promise was broken.
    """
    if not promises.broken:
        return None
    words = [f"{_day(period, promises)}: {_of(period)}" for period in promises.periods]
    description = ". ".join([headline.rstrip("."), *words]) + "."
    sides = [
        side for side in SIDES if any(side in period.broken for period in promises.periods)
    ]
    table = [
        {
            promises.grain: _day(period, promises),
            "promised": f"{period.promised:,}",
            "kept": f"{period.promised - period.broken_count:,}",
        }
        | {
            f"broken, {cause_agreed_words(side)}": f"{period.broken.get(side, 0):,}"
            for side in sides
        }
        for period in promises.periods
    ]
    legend: Legend = [(_role(side), cause_agreed_words(side)) for side in sides]
    return drawn_by_hand(
        _drawing(promises), name, headline, subtitle, description, table, (legend,)
    )


def _day(period: Period, promises: Promises) -> str:
    if promises.grain == "month":
        return f"{period.first_on:%B}"
    return f"{period.first_on.day} {period.first_on:%b}"


def _of(period: Period) -> str:
    if not period.promised:
        return "none due"
    return f"{period.broken_count} of {period.promised}"


def _drawing(promises: Promises) -> str:
    periods = promises.periods
    step = max(STEP, *(APART + width_at(_of(period), SIZE, BOLD) for period in periods))
    most = max(1, *(period.broken_count for period in periods))
    foot = TOP + HIGHEST * most / max(LEAST_SCALE, most)
    up = Scale(0, most, start=foot, end=TOP)
    bars = []
    texts = []
    for place, period in enumerate(periods):
        x = (place + 0.5) * step
        end = 0
        for side in SIDES:
            if count := period.broken.get(side):
                ends = px(up.at(end)), px(up.at(end + count))
                bars.append(
                    {
                        "path": f"M{px(x - THICK / 2)},{ends[0]}V{ends[1]}h{THICK}V{ends[0]}Z",
                        "colour": var(_role(side)),
                        "words": f"{_day(period, promises)}: {count} broken,"
                        f" {cause_agreed_words(side)}",
                    }
                )
                end += count
        texts += [
            {
                "x": px(x),
                "y": px(up.at(end) - 6),
                "words": _of(period),
                "weight": "bold" if end else "normal",
                "colour": var("ink" if end else "muted"),
            },
            {
                "x": px(x),
                "y": px(foot + 18),
                "words": _day(period, promises),
                "colour": var("ink"),
            },
        ]
    title = {
        "x": 0,
        "y": px(foot + NAMES - 4),
        "words": _axis_title(promises),
        "anchor": "start",
    }
    width = max(step * len(periods), width_at(_axis_title(promises), SIZE))
    return DRAWING.render(
        width=px(width),
        height=px(foot + NAMES),
        size=SIZE,
        foot=px(foot),
        line=var("line"),
        bars=bars,
        texts=[*texts, title | {"colour": var("muted")}],
    )


def _axis_title(promises: Promises) -> str:
    if promises.grain == "week":
        return "week from"
    return "month the promise fell due"


def _role(side: str) -> str:
    return f"cause-{side.replace('_', '-')}"
