"""How problems end, what both build, and whether they trust each other."""

from __future__ import annotations

from srmlib.numbers import count_words
from srmlib.partnering.dimensions.base import (
    Dimension,
    Shown,
    at_least,
    both_hold,
    both_see,
    part_of,
    what_is_left,
)
from srmlib.partnering.dimensions.business import is_early
from srmlib.partnering.known import YEAR, Known, percent
from srmlib.register.kinds.agreed import Involvement
from srmlib.register.kinds.ahead import Ask
from srmlib.register.kinds.work import Action, Cause
from srmlib.relationship.causes import agreed_causes
from srmlib.relationship.elements import COLOURS
from srmlib.relationship.persons import SIDES
from srmlib.relationship.voices import disputes_stated

MOST_TOPICS = 5
YELLOW = 3
# Trust is rated, and a rating is nobody’s to ask for: a step is a deed.
RATED_AGAIN = "; then each champion rates again, alone"


def problems(known: Known) -> Shown:
    [asked] = known.found("corrective", since=known.as_of - YEAR, until=known.as_of)
    actions = [one for one in known.all(Action) if known.in_a_year(one.now.agreed_on)]
    causes = {(one.now.of, one.now.row) for one in known.all(Cause)}
    agreed = agreed_causes(known.book, known.supplier_id, known.as_of)
    share = percent(len(agreed), len(causes)) if causes else 0
    both_act = {one.now.side for one in actions} >= set(SIDES) if actions else None
    closed = [one for one in known.issues_of_a_year if not one.is_open]
    low = [one for one in closed if one.is_solved_where_it_arose]
    is_low = None
    if closed:
        is_low = percent(len(low), len(closed)) >= known.marks["solved_where_percent"]
    are_agreed = share >= known.marks["causes_agreed_percent"]
    return Shown(
        (
            bool(known.counted),
            bool(asked["action_count"] or actions) or None,
            both_hold(are_agreed, both_act) if causes else None,
            is_low,
        ),
        f"{part_of(len(agreed), len(causes), 'cause', 'agreed')};"
        f" {part_of(len(low), len(closed), 'closed issue', 'solved where it arose')}",
        what_is_left(
            2,
            {
                "agree on the causes that are on record": are_agreed,
                "agree on actions of both firms": bool(both_act),
            },
        ),
    )


def future(known: Known) -> Shown:
    topics, chosen = known.topics.all, known.topics.chosen
    asks = known.all(Ask)
    teams = [one for one in chosen if one.form == "joint_team"]
    active = len(known.topics.moved)
    are_many = len(chosen) >= MOST_TOPICS
    all_move = active == len(chosen)
    is_full = are_many and bool(teams) and all_move
    has_begun_early = any(is_early(one.now) for one in known.all(Involvement))
    return Shown(
        (
            bool(known.counted),
            bool(topics or asks) or None,
            active > 0 if topics else None,
            (is_full and has_begun_early) if topics else None,
        ),
        f"{part_of(active, len(chosen), 'chosen topic', 'active')};"
        f" {count_words(len(teams), 'joint team')}",
        what_is_left(
            3,
            {
                "choose five topics": are_many,
                "work on one in a joint team": bool(teams),
                "move every chosen topic": all_move,
                "involve the supplier early": has_begun_early,
            },
        ),
    )


def trust(known: Known) -> Shown:
    fair, openness, kept = (
        both_see(known, element) for element in ("measure_fair", "open_info", "commit_kept")
    )
    green = known.marks["light_green"]
    said = "openness not rated by both"
    if openness[0] and openness[1]:
        buyer, supplier = (COLOURS[colour - 1] for colour in openness if colour)
        said = f"openness rated {buyer} and {supplier}"
    return Shown(
        (
            bool(known.counted),
            at_least(fair, YELLOW),
            at_least(openness, green),
            at_least(kept, green),
        ),
        said,
        _until_it_is_fair(known),
    )


def _until_it_is_fair(known: Known) -> dict[int, str]:
    """Disputes are answered first, where any is open."""
    stated = disputes_stated(known.book, known.supplier_id, known.as_of)
    is_open = any(one.state != "withdrawn" and not one.is_answered for one in stated)
    deeds = {
        "answer the open disputes": not is_open,
        "agree how the numbers are used": False,
    }
    return {1: what_is_left(1, deeds)[1] + RATED_AGAIN}


PROBLEMS = Dimension(
    "problems",
    "Problems",
    ("claims", "corrective actions", "causes agreed, both act", "solved where they arise"),
    (
        "Order once",
        "Agree on actions for what went wrong",
        "Agree on the causes that are on record, and on actions of both firms",
        "Solve issues where they arise",
    ),
    ("issue_low",),
    problems,
)
FUTURE = Dimension(
    "future",
    "Future",
    ("no topics", "ideas on request", "topics with activity", "five topics, joint teams"),
    (
        "Order once",
        "List topics, or what each firm asks of the other",
        "Move a chosen topic",
        "Move five chosen topics, one by a joint team, and involve the supplier early",
    ),
    ("cost_joint", "future_real", "early_new"),
    future,
)
TRUST = Dimension(
    "trust",
    "Trust",
    (
        "not asked",
        "fair dealing",
        "bad news arrives early",
        "commitments kept without contract",
    ),
    (
        "Order once",
        f"Agree how the numbers are used{RATED_AGAIN}",
        f"Tell each other bad news before it is felt{RATED_AGAIN}",
        f"Keep what was promised, or say early that it cannot be kept{RATED_AGAIN}",
    ),
    ("commit_kept", "exec_felt"),
    trust,
)
