"""Sentences about one of a thing, and of what is meant where two readings are near."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from books import AS_OF

from srmlib.words.ahead import _favourites_said, _milestones_said, ideas_said, plot_said
from srmlib.words.asks import asks_explained
from srmlib.words.chain import handed_said
from srmlib.words.ratings import Firms, how_rated

FIRMS = Firms("Tarn Pumps", "Harrow Castings")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("adopted", "Harrow Castings’ one idea was adopted."),
        ("open", "Harrow Castings’ one idea has no answer."),
        ("refused", "Harrow Castings’ one idea was not adopted."),
    ],
)
def test_one_idea(state, said):
    def ideas_of(side, asked=None):
        return [state] if side == "supplier" and asked in (None, state) else []

    assert ideas_said(SimpleNamespace(ideas_of=ideas_of), FIRMS) == [said]


def test_one_ask_is_told_once():
    became = SimpleNamespace(state="in_progress", on=None)
    only = SimpleNamespace(id="AK-1", became=became, year=2025, is_done=False)
    asks = SimpleNamespace(last=(only,), waiting_longer=())
    assert asks_explained(asks) == []
    asks.last = (only, only)
    assert asks_explained(asks) == ["Two are accepted or in progress."]


def test_one_topic_is_worth_something():
    values = SimpleNamespace(are_both=True, of={"buyer": 3, "supplier": 2}.get)
    topics = SimpleNamespace(all=(SimpleNamespace(values=values),))
    assert plot_said(topics, FIRMS).startswith("What one topic is worth to each firm")


@pytest.mark.parametrize(("met_on", "was"), [(AS_OF, "was met"), (None, "was not met")])
def test_one_milestone(met_on, was):
    topics = SimpleNamespace(milestones_due=[SimpleNamespace(met_on=met_on)])
    assert _milestones_said(topics) == f"The one milestone due so far {was}"


def test_topics_of_one_firm_alone_stand_together():
    found = [
        SimpleNamespace(id=f"T-{number}", ranks={"supplier": 1, "buyer": 9})
        for number in range(5, 9)
    ]
    said = _favourites_said(SimpleNamespace(one_firms_favourites=found[:2]), FIRMS)
    assert said == (
        "The firms rank two topics differently: T-5 and T-6 are high for Harrow Castings only"
    )
    said = _favourites_said(SimpleNamespace(one_firms_favourites=found), FIRMS)
    assert said.endswith("only and one more is so for one firm")


def test_the_days_agreed_are_days():
    handed = SimpleNamespace(count=4, n=4, median_days=9.0, open=0)
    said = handed_said("complaint", handed, 3)
    assert said == "4 complaints passed on after 9 days (agreed: 3 days)"


def test_the_ratings_are_opened_and_not_the_raters():
    at = datetime(2026, 10, 8, tzinfo=UTC)
    locked = SimpleNamespace(locked_at=at)
    ratings = SimpleNamespace(
        state="revealed",
        raters={"buyer": None, "supplier": None},
        locks={"buyer": locked, "supplier": locked},
        revealed_on=date(2026, 10, 13),
        unrated=(),
    )
    assert how_rated(ratings, FIRMS).startswith(
        "Tarn Pumps’ champion and Harrow Castings’ champion each rated alone. Both ratings"
        " were locked on 8 October 2026 and opened together on 13 October 2026. "
    )
