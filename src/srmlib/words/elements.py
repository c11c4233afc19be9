"""What the page says of one element that is rated: its gap, how long it has been red, how each side
moved over the quarters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from srmlib.numbers import count_words
from srmlib.relationship.elements import COLOURS
from srmlib.relationship.persons import SIDES
from srmlib.relationship.rated import ElementRated
from srmlib.relationship.ratings import Ratings
from srmlib.words.plainly import in_a_title, listed_to, possessive, spelled, spelled_with
from srmlib.words.points import NAMED, Bullet
from srmlib.words.ratings import Firms, apart_said
from srmlib.words.words import listed, lower_first, upper_first


@dataclass(frozen=True)
class Gap:
    """How far apart two champions are: `strong` in bold, `words` after it, `quiet` behind both."""

    strong: str
    words: str
    quiet: str


def colour_said(colour: int | None) -> str:
    return COLOURS[colour - 1] if colour else "not rated"


# --- One element


def marks_said(one: ElementRated, firms: Firms) -> str:
    """A row's marks as a sentence, for who cannot see them."""
    buyer = colour_said(one.buyer.colour)
    supplier = colour_said(one.supplier.colour)
    return f"{firms.begin('buyer')} {buyer}; {firms.supplier} {supplier}"


def gap_said(one: ElementRated, ratings: Ratings, firms: Firms) -> Gap:
    if not ratings.is_open:
        return Gap("", "sealed", "")
    if len(one.silent) == len(SIDES):
        return Gap("", "neither firm has rated it", "")
    if one.silent:
        [side] = one.silent
        return Gap(f"{firms.begin(side)} has not rated", "", "Nothing is filled in.")
    was = _was(one, ratings)
    if one.sees_less is None:
        return Gap("", "same colour", was)
    steps = count_words(one.gap or 0, "step")
    return Gap(steps, f", {firms.of(one.sees_less)} sees less", was)


def _was(one: ElementRated, ratings: Ratings) -> str:
    """The gap before, where it was another; that there was none before."""
    if not ratings.has_history:
        return "(first rating)"
    if one.asked_since == ratings.quarter:
        return "(not asked before)"
    if one.previous_gap in (None, one.gap):
        return ""
    if one.previous_quarter == ratings.quarter.previous():
        return f"(was {one.previous_gap})"
    return f"(was {one.previous_gap} in {one.previous_quarter})"


def red_said(one: ElementRated) -> str:
    """That an element has been red for so long that it is named; else empty."""
    if not one.red_sides:
        return ""
    red = f"red for {spelled(one.red_quarters)} quarters"
    return f"started red, {red}" if one.started_red else red


# --- Eight quarters


def strips_headline(ratings: Ratings, firms: Firms) -> str:
    if not ratings.is_open:
        return "The quarters before"
    if not ratings.long_red:
        return _moves_headline(ratings)
    first = ratings.long_red[0]
    if not first.started_red:
        return f"{first.name} is red: {_red_for(first, firms)}"
    started = [one for one in ratings.long_red if one.started_red]
    if len(started) > 1:
        return f"{in_a_title(len(started))} elements started red and stayed red"
    return f"{first.name} started red and stayed red: {_red_for(first, firms)}"


def _moves_headline(ratings: Ratings) -> str:
    rose = fell = 0
    for side in SIDES:
        up, down = ratings.moved(side)
        rose += up
        fell += down
    since = ratings.quarter.previous()
    strips = [strip for one in ratings.elements for strip in one.strips.values()]
    if not any(strip.was_rated for strip in strips):
        return f"Nobody rated {since}: nothing tells what changed since"
    if not rose and not fell:
        return f"No rating changed since {since}"
    risen = "No rating"
    if rose:
        risen = upper_first(spelled_with(rose, "rating"))
    return f"{risen} rose, {spelled(fell)} fell since {since}"


def _red_for(one: ElementRated, firms: Firms) -> str:
    """`four quarters, both firms`; `three quarters by Tarn Pumps’ rating`."""
    said = []
    counts = set()
    for side in one.red_sides:
        quarters = one.strips[side].red_quarters
        counts.add(quarters)
        said.append(f"{spelled(quarters)} quarters by {possessive(firms.of(side))} rating")
    if len(said) == len(SIDES) and len(counts) == 1:
        return f"{spelled(one.red_quarters)} quarters, both firms"
    return listed(said)


def how_to_read(ratings: Ratings, firms: Firms) -> str:
    """How the strips are read, when ratings began, who is new, and what each firm changed."""
    closed = ""
    if ratings.state in ("sealed", "one_locked"):
        closed = ", or sealed in this quarter"
    said = [
        "Eight quarters of each champion’s ratings; this quarter is framed.",
        f"Dashed: not rated, nothing filled in{closed}.",
    ]
    if ratings.began and ratings.began > ratings.quarters[0]:
        said.append(f"First rated {ratings.began}.")
    if ratings.new_raters:
        said.append(_new_raters_said(ratings, firms))
    if ratings.is_open:
        said += _moves_said(ratings, firms)
    return " ".join(said)


def _new_raters_said(ratings: Ratings, firms: Firms) -> str:
    """Whose champion is another since when: a change of rater is no change of mind."""
    said = [f"{firms.of(side)} in {quarter}" for quarter, side in ratings.new_raters]
    return f"A bar on the left of a quarter: a new champion ({listed(said)})."


def _moves_said(ratings: Ratings, firms: Firms) -> list[str]:
    """What each firm raised and lowered since the quarter before; nothing where nothing moved."""
    said = []
    for side in SIDES:
        rose, fell = ratings.moved(side)
        done = []
        if rose:
            done.append(f"raised {spelled(rose)}")
        if fell:
            done.append(f"lowered {spelled(fell)}")
        if done:
            said.append(f"{firms.of(side)} {listed(done)}")
    if not said:
        return []
    return [f"Since {ratings.quarter.previous()}, {'; '.join(said)}."]


def strip_said(one: ElementRated, ratings: Ratings, side: str, firms: Firms) -> str:
    """A strip as a sentence, for who cannot see it."""
    colours = [colour_said(colour) for colour in one.strips[side].colours]
    if not ratings.is_open:
        colours[-1] = "not open yet"
    first, *_, last = ratings.quarters
    return f"{firms.begin(side)}, {first} to {last}: {', '.join(colours)}"


def change_said(one: ElementRated, ratings: Ratings, firms: Firms) -> str:
    """What changed in an element's strips, under them."""
    said = []
    if one in ratings.long_red:
        said.append(red_said(one))
    elif ratings.is_open:
        said += _moves_of(one, ratings, firms)
    began = max(ratings.began or ratings.quarter, ratings.quarters[0])
    if one.asked_since and one.asked_since > began:
        said.append(f"first rated {one.asked_since}")
    return upper_first("; ".join(said)) if said else ""


def _moves_of(one: ElementRated, ratings: Ratings, firms: Firms) -> list[str]:
    if len(one.silent) == len(SIDES):
        return ["neither firm has rated it"]
    said = []
    for side in SIDES:
        step = one.strips[side].step
        if side in one.silent and side != ratings.silent:
            said.append(f"{firms.of(side)} has not rated")
        elif step:
            way = "up" if step > 0 else "down"
            steps = spelled_with(abs(step), "step")
            said.append(f"{firms.of(side)} {way} {steps}")
    if said or one.asked_since == ratings.quarter:
        return said
    silent = [
        firms.of(side)
        for side in SIDES
        if side not in one.silent and not one.strips[side].was_rated
    ]
    if not silent:
        return ["unchanged"]
    return [f"{ratings.quarter.previous()} was not rated by {listed(silent)}"]


# --- Page one


def red_bullet(ratings: Ratings, firms: Firms) -> Bullet | None:
    """What has been red for so long that page one names it; None where nothing has."""
    if not ratings.long_red:
        return None
    first = ratings.long_red[0]
    alike = [one for one in ratings.long_red if one.started_red == first.started_red]
    if len(alike) == 1:
        how = "started red and stayed red" if first.started_red else "stays red"
        return Bullet(f"{first.name} {how}.", f"{upper_first(_red_for(first, firms))}.")
    how = "started red and stayed red" if first.started_red else "stay red"
    return Bullet(f"{in_a_title(len(alike))} elements {how}.", _named(alike))


def wide_bullet(ratings: Ratings) -> Bullet | None:
    """The elements two steps or more apart, by name; None where there is none."""
    if not ratings.wide:
        return None
    return Bullet(f"{upper_first(apart_said(ratings.wide))}.", _named(ratings.wide))


def _named(elements: Sequence[ElementRated]) -> str:
    names = [lower_first(one.name) for one in elements]
    return f"{upper_first(listed_to(names, NAMED))}."
