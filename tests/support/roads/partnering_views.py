"""Signs 4 to 6 a second time: what the firms see of each other, and by what rules they
deal.
"""

from __future__ import annotations

from itertools import pairwise

from roads.partnering_book import (
    LAST_QUARTERS,
    LAST_YEAR,
    OTHER,
    SIDES,
    TODAY,
    Firm,
    Row,
    disputes_against,
    percent,
    within,
)

WIDE = 2
ELEMENT_NAMES = {
    "open_info": "openness of information",
    "commit_kept": "commitments are kept",
    "access": "access to each other’s people",
    "exec_felt": "executive sponsorship felt",
    "issue_low": "issues raised early, solved low",
    "measure_fair": "fair use of measurements",
    "order_stable": "forecast and order stability",
    "cost_joint": "joint cost reduction under way",
    "future_real": "future topics have real activity",
    "early_new": "early involvement in new products",
}


def apart(firm: Firm, side: str) -> list[bool | None]:
    """4, of both: elements far apart, or one twice running; own counts on two sides of the
    goal; comments of one champion only.
    """
    gaps = firm.gaps
    this = gaps.get(LAST_QUARTERS[-1])
    rated = sorted(gaps)[-2:]
    wide = [{at for at, steps in gaps[one].items() if steps >= WIDE} for one in rated]
    facts: list[bool | None] = [
        counts_apart(firm) < firm.mark("counts_apart"),
        True if this else None,
    ]
    if this:
        far = sum(steps >= WIDE for steps in this.values())
        facts += [far < firm.mark("wide_elements"), both_comment(firm)]
        facts.append(len(wide) < 2 or not wide[0] & wide[1])
    return facts


def counts_apart(firm: Firm) -> int:
    """Metrics that each firm counts on its own side of the goal."""
    found = 0
    for one in firm.readings:
        own = [one.bases[side].value for side in SIDES if side in one.bases]
        # What is too few to judge lies on no side of a goal.
        if one.state != "ok" or len(own) < 2 or None in own:
            continue
        good = [
            value >= float(one.definition.goal)
            if one.definition.better == "up"
            else value <= float(one.definition.goal)
            for value in own
        ]
        found += good[0] != good[1]
    return found


def both_comment(firm: Firm) -> bool:
    this = LAST_QUARTERS[-1]
    said = [
        sum(bool(one.comment) for at, one in firm.colours(side).items() if at[0] == this)
        for side in SIDES
    ]
    return not (min(said) == 0 and max(said) >= firm.mark("comments_of_one"))


def trivialised(firm: Firm, side: str) -> list[bool | None]:
    """5: what the other firm says is left lying. Without anything to answer nobody can
    tell: no data is not 100 %.
    """
    raised = disputes_against(firm, side)
    waiting = [
        one
        for one in raised
        if not one.answered_on and (TODAY - one.raised_on).days > firm.mark("answer_days")
    ]
    facts = [no_fault_found(firm, side), issues_were_answered(firm, side)]
    if raised:
        facts.append(not waiting)
    if side == "buyer":
        facts.append(was_asked(firm))
    # Whether a gap was taken up is asked wherever there was one.
    return [
        *gaps_taken_up(firm),
        *(one for one in facts if one is not None),
    ] or [None]


def issues_were_answered(firm: Firm, side: str) -> bool | None:
    """False while one of the other firm waits beyond its days; true where all of a year
    that were answered were so within them. Late answers are principle 7's alone.
    """
    in_time = []
    for one in firm.told("issue", raised_by=OTHER[side]):
        agreed = one.days_to_answer
        most = firm.mark("answer_days") if agreed is None else agreed
        ended = one.answered_on or one.resolved_on
        days = ((ended or TODAY) - one.raised_on).days
        if ended is None and days > most:
            return False
        if ended and within(one.raised_on, LAST_YEAR):
            in_time.append(days <= most)
    return True if in_time and all(in_time) else None


def was_asked(firm: Firm) -> bool | None:
    """A form is due for the quarter a review looks at; where none was ever sent none was
    due.
    """
    this = LAST_QUARTERS[-1]
    if firm.told("form_sent", quarter=this) or firm.told("reply", quarter=this):
        return True
    reviews = firm.told("meeting", is_review=True, quarter=LAST_QUARTERS[-1])
    held = [one for one in reviews if one.held_on]
    return False if held and firm.told("form_sent") else None


def gaps_taken_up(firm: Firm) -> list[bool | None]:
    """For each gap of the quarter before: an action or a note since its review whose words
    or item name its element; None where some name no element at all, and so may be about it.
    """
    rated = sorted(firm.gaps)
    pairs = list(pairwise(rated))
    if not pairs:
        return []
    before = pairs[-1][0]
    wide = [element for element, steps in firm.gaps[before].items() if steps >= WIDE]
    since = min(one.revealed_on for one in firm.told("rating", quarter=before))
    meetings = {
        one.id for one in firm.told("meeting") if one.held_on and one.held_on >= since
    }
    said = [
        one.what
        for one in firm.told("action")
        if since <= (one.agreed_on or TODAY) <= TODAY
    ]
    said += [
        f"{one.item} {one.words_said}"
        for one in firm.told("capture")
        if one.meeting in meetings and (one.item == "ratings" or "one step" in one.item)
    ]
    about = [
        {
            element
            for element, name in ELEMENT_NAMES.items()
            if f"one step {element}" in words or name in words.lower()
        }
        for words in said
    ]
    may_be_any = set() in about
    return [
        True if any(element in one for one in about) else None if may_be_any else False
        for element in wide
    ]


def no_fault_found(firm: Firm, side: str) -> bool | None:
    """Issues of the other closed as no fault more than twice as often as one's own."""
    rates = {}
    for who in SIDES:
        closed = [
            one
            for one in firm.told("issue", raised_by=who)
            if one.fault_found is not None and within(one.resolved_on, LAST_YEAR)
        ]
        if len(closed) < firm.mark("issues_to_compare"):
            return None
        rates[who] = percent(sum(not one.fault_found for one in closed), len(closed))
    return rates[OTHER[side]] <= 2 * rates[side]


def lowest(firm: Firm, side: str) -> list[bool | None]:
    """6: full inspection after clean lots, penalties without a bonus, clauses of the
    contract.
    """
    rules = [
        one
        for one in firm.told("rule", entered_by=side)
        if one.until_on is None or one.until_on >= TODAY
        if one.from_on is None or one.from_on <= TODAY
    ]
    about = {one.about for one in rules}
    climbed = [
        one
        for one in firm.told("escalation")
        if within(one.on, LAST_YEAR) and one.entered_by == side
    ]
    by_clause = sum(bool(one.by_clause) for one in climbed)
    if not rules:
        return [None]
    return [
        *(were_needed(firm, one) for one in rules if one.about == "inspection"),
        not ("penalty" in about and "bonus" not in about),
        not climbed or percent(by_clause, len(climbed)) <= firm.mark("clause_percent"),
    ]


def were_needed(firm: Firm, rule: Row) -> bool | None:
    """Whether there was reason to inspect so much; None without a share, or without
    a lot.
    """
    if rule.share is None:
        return None
    inspected = [one for one in firm.rows("inspection_lots") if one.part_id == rule.part]
    if rule.share < 100:
        return True
    return clean_lots(firm, rule) < firm.mark("clean_lots") if inspected else None


def clean_lots(firm: Firm, rule: Row) -> int:
    """Lots accepted in a row, up to now, since the rule began."""
    lots = sorted(
        (
            one
            for one in firm.rows("inspection_lots")
            if one.part_id == rule.part
            and one.decided_on
            and one.decided_on >= rule.from_on
        ),
        key=lambda one: one.decided_on,
    )
    count = 0
    for one in reversed(lots):
        if one.decision != "accept":
            break
        count += 1
    return count
