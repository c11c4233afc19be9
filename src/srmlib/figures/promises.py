"""Promises to customers by week or month: the broken ones by whose cause they are, of how many."""

from __future__ import annotations

import altair as alt

from srmlib.figures.svg import Figure, Legend, draw
from srmlib.figures.theme import var
from srmlib.promises.kept import Period, Promises
from srmlib.words.promise import cause_agreed_words

WIDTH, HEIGHT = 960, 100
# A scale that ends lower would make one broken promise look like many.
LEAST_SCALE = 4
SIDES = ("theirs", "shared", "ours", "not_agreed")


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
    sides = [side for side in SIDES if any(side in period.broken for period in promises.periods)]
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
    return draw(_chart(promises), name, headline, subtitle, description, table, (_legend(sides),))


def _day(period: Period, promises: Promises) -> str:
    if promises.grain == "month":
        return f"{period.first_on:%B}"
    return f"{period.first_on.day} {period.first_on:%b}"


def _of(period: Period) -> str:
    if not period.promised:
        return "none due"
    return f"{period.broken_count} of {period.promised}"


def _chart(promises: Promises) -> alt.TopLevelMixin:
    names = [_day(period, promises) for period in promises.periods]
    bars, texts = [], []
    for name, period in zip(names, promises.periods, strict=True):
        end = 0
        for side in SIDES:
            if count := period.broken.get(side):
                words = f"{name}: {count} broken, {cause_agreed_words(side)}"
                bars.append(
                    {
                        "name": name,
                        "start": end,
                        "end": end + count,
                        "colour": var(_role(side)),
                        "words": words,
                    }
                )
                end += count
        texts.append(
            {
                "name": name,
                "end": end,
                "words": _of(period),
                "colour": var("ink" if end else "muted"),
                "weight": "bold" if end else "normal",
            }
        )
    highest = max(LEAST_SCALE, *(period.broken_count for period in promises.periods))
    x = alt.X(
        "name:N",
        sort=None,
        scale=alt.Scale(domain=names, paddingInner=0.3, paddingOuter=0.15),
        title=_axis_title(promises),
    )
    x = x.axis(labelAngle=0, labelColor=var("ink"), domain=True, ticks=False)
    y = alt.Y("start:Q", scale=alt.Scale(domain=[0, highest], nice=False), axis=None)
    drawn = (
        alt.Chart(alt.Data(values=bars))
        .mark_bar()
        .encode(
            x=x, y=y, y2="end:Q", color=alt.Color("colour:N", scale=None), description="words:N"
        )
    )
    counts = alt.Chart(alt.Data(values=texts)).mark_text(
        baseline="bottom", dy=-4, fontWeight=alt.expr("datum.weight")
    )
    counts = counts.encode(
        x=x, y=alt.Y("end:Q", axis=None), text="words:N", color=alt.Color("colour:N", scale=None)
    )
    return alt.layer(drawn, counts).properties(width=WIDTH, height=HEIGHT)


def _axis_title(promises: Promises) -> str:
    return "week from" if promises.grain == "week" else "month the promise fell due"


def _legend(sides: list[str]) -> Legend:
    return [(_role(side), cause_agreed_words(side)) for side in sides]


def _role(side: str) -> str:
    return f"cause-{side.replace('_', '-')}"
