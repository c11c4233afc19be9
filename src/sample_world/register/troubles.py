"""What went wrong between the firms: disputes of the extract, causes, issues and escalations."""

from __future__ import annotations

from typing import Any

from sample_world.register.entries import Pen
from sample_world.register.happened import (
    ANSWERS,
    CAUSES,
    DECIDED,
    ISSUES,
    PASSED_ON,
    Climbed,
)
from sample_world.register.people import KEEPER, account_of

# Days agreed for an answer and for the end.
TO_ANSWER, TO_CLOSE = 15, 45
TIERS = ("functional", "operational", "executive")


def enter_disputes(pen: Pen, disputes: list[dict[str, Any]]) -> None:
    """Those of the extract: raised, and later answered and decided."""
    for one in disputes:
        if one["supplier_id"] == pen.supplier_id:
            _enter_dispute(pen, one)


def _enter_dispute(pen: Pen, one: dict[str, Any]) -> None:
    account, label = account_of(pen.supplier_id), one["dispute_id"]
    raiser, other = (KEEPER, account) if one["raised_by"] == "buyer" else (account, KEEPER)
    raised = {
        "metric": one["metric_id"],
        "row": one["row_id"],
        "raised_by": one["raised_by"],
        "raised_on": one["raised_on"],
        "claim": one["claim"],
        "claim_words": one["words"],
    }
    pen.enter(one["raised_on"], raiser, "dispute", label, **raised)
    answered_on = ANSWERS.get(label)
    answered = raised | {"answer": one["answer"], "answered_on": answered_on}
    if answered_on:
        ended = {} if one["state"] == "open" else {"decided_on": answered_on}
        pen.enter(
            answered_on, other, "dispute", label, **answered, state=one["state"], **ended
        )
    if label in DECIDED:
        pen.enter(
            DECIDED[label]["decided_on"],
            KEEPER,
            "dispute",
            label,
            **answered | DECIDED[label],
        )


def enter_causes(pen: Pen) -> None:
    """Causes of rows that the extract has, and when each firm agreed."""
    for of, row, party, words, buyer_on, supplier_on in CAUSES.get(pen.supplier_id, ()):
        label = f"cause of {row}"
        stated = {"of": of, "row": row, "party": party, "root_cause": words}
        stated |= {"agreed_by_buyer_on": buyer_on}
        pen.enter(buyer_on, KEEPER, "cause", label, **stated)
        if supplier_on:
            account = account_of(pen.supplier_id)
            agreed = stated | {"agreed_by_supplier_on": supplier_on}
            pen.enter(supplier_on, account, "cause", label, **agreed)


def enter_issues(pen: Pen) -> None:
    for number, issue in enumerate(ISSUES.get(pen.supplier_id, ()), start=1):
        _enter_issue(pen, f"{pen.supplier_id} issue {number}", issue)
    if pen.supplier_id == "D-4001":
        _enter_late_complaints(pen)


def _enter_issue(pen: Pen, label: str, issue: Climbed) -> None:
    """An issue when it was raised, each step up, and its end."""
    account = account_of(pen.supplier_id)
    raiser = KEEPER if issue.raised_by == "buyer" else account
    stated: dict[str, Any] = {
        "what": issue.what,
        "raised_by": issue.raised_by,
        "raised_on": issue.raised_on,
        "level": "functional",
        "owner": issue.owner,
        "days_to_answer": TO_ANSWER,
        "days_to_close": TO_CLOSE,
        "process_version": "2",
    }
    pen.enter(issue.raised_on, raiser, "issue", label, **stated)
    for tier, on in zip(TIERS[1:], issue.climbed_on, strict=False):
        stepped = {
            "issue": label,
            "to_tier": tier,
            "on": on,
            "by_clause": issue.is_by_clause,
        }
        pen.enter(on, raiser, "escalation", **stepped)
    if issue.answered_on:
        stated |= {"answered_on": issue.answered_on}
        pen.enter(issue.answered_on, KEEPER, "issue", label, **stated)
    if issue.resolved_on:
        stated |= {
            "resolved_on": issue.resolved_on,
            "solved_at": TIERS[len(issue.climbed_on)],
            "fault_found": issue.is_fault_found,
        }
        pen.enter(issue.resolved_on, KEEPER, "issue", label, **stated)


def _enter_late_complaints(pen: Pen) -> None:
    """Complaints that customers told the agents, and the day Tarn heard of them."""
    for what, told_on, passed_on in PASSED_ON:
        stated = {
            "what": what,
            "raised_by": "supplier",
            "raised_on": told_on,
            "level": "functional",
            "owner": "agents.service",
            "days_to_answer": 3,
        }
        stated |= {"answered_on": passed_on}
        pen.enter(passed_on, "tarn.sales", "issue", **stated)
