"""What each firm thinks and says: ratings sealed until the reveal, health checks, statements,
replies, signatures.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import AfterValidator

from srmlib.register.kinds.base import (
    Day,
    Kind,
    Name,
    OfMetric,
    Side,
    Text,
    Whole,
    YesNo,
    maybe,
    said,
)
from srmlib.rules.checking import not_as_expected

Element = Literal[
    "open_info",
    "commit_kept",
    "access",
    "exec_felt",
    "issue_low",
    "measure_fair",
    "order_stable",
    "cost_joint",
    "future_real",
    "early_new",
    "both_earn",
    "people_cont",
]
ELEMENTS: tuple[str, ...] = get_args(Element)


def _is_a_checksum(text: str) -> str:
    if len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise not_as_expected("a fingerprint of 64 digits and letters a to f")
    return text


Sha256 = Annotated[str, AfterValidator(_is_a_checksum)]


class Lock(Kind):
    kind = "lock"
    title = "Sealed ratings"
    prefix = "L"
    words = "the fingerprint of a rater's sealed ratings of a quarter"
    example = "srm import-reply FILE"
    personal: ClassVar[tuple[str, ...]] = ("rater",)

    quarter: Name = said("the quarter rated")
    side: Side = said("whose ratings")
    rater: Name = said("who rated")
    is_champion: YesNo = maybe("whether the rater is this firm's champion", True)
    fingerprint: Sha256 = said("SHA-256 of the sealed text")
    locked_at: Name = said("when the rater locked them, in UTC")


class Rating(Kind):
    kind = "rating"
    title = "Ratings"
    prefix = "RT"
    words = "one element rated by one firm's champion, revealed"
    example = "srm reveal SUPPLIER QUARTER FILE FILE"
    identity: ClassVar[tuple[str, ...]] = ("quarter", "element", "side", "rater")
    personal: ClassVar[tuple[str, ...]] = ("rater",)

    quarter: Name = said("the quarter rated")
    element: Element = said("the element")
    element_version: Whole = maybe("version of its wording", 1, ge=1)
    side: Side = said("whose rating")
    rater: Name = said("who rated")
    is_champion: YesNo = maybe("whether the rater is this firm's champion", True)
    colour: Whole | None = maybe(
        "1 bright red to 5 bright green; empty: not rated", ge=1, le=5
    )
    comment: Text | None = maybe("the comment")
    # Consent is given, never assumed.
    comment_visible: YesNo = maybe(
        "whether the comment, and what will be done, may be shown to the other firm", False
    )
    will_do: Text | None = maybe("what this firm will do about it")
    revealed_on: Day = said("day both firms' ratings were revealed")


class HealthCheck(Kind):
    kind = "health_check"
    title = "Health checks"
    prefix = "HC"
    words = "what a firm was asked of communication, satisfaction, trust and compatibility"
    example = (
        "side=buyer on=2026-06-01 communication=4 satisfaction=4 trust=3 compatibility=4 "
        "asked=12 answered=9"
    )
    identity: ClassVar[tuple[str, ...]] = ("side", "on")
    happened: ClassVar[tuple[str, ...]] = ("on",)
    at_most: ClassVar[tuple[tuple[str, str], ...]] = (("answered", "asked"),)

    side: Side = said("who was asked")
    on: Day = said("the day")
    communication: Whole | None = maybe("1 to 5", ge=1, le=5)
    satisfaction: Whole | None = maybe("1 to 5", ge=1, le=5)
    trust: Whole | None = maybe("1 to 5", ge=1, le=5)
    compatibility: Whole | None = maybe("1 to 5", ge=1, le=5)
    asked: Whole | None = maybe("how many were asked", ge=0)
    answered: Whole | None = maybe("how many answered", ge=0)
    # Words without that consent do not enter.
    comment: Text | None = maybe("words that the other firm may read")


class Statement(Kind):
    kind = "statement"
    title = "Statements"
    prefix = "ST"
    words = "what a firm says of a quarter, printed as received"
    example = (
        "quarter=2026Q3 side=supplier "
        'words_said="Changes inside the lead time cost us two weekends." on=2026-10-09'
    )
    identity: ClassVar[tuple[str, ...]] = ("quarter", "side")
    personal: ClassVar[tuple[str, ...]] = ("by",)

    quarter: Name = said("the quarter")
    side: Side = said("who says so")
    words_said: Text = said("the words")
    by: Name | None = maybe("who says so: a role, or a name with consent")
    on: Day = said("the day")


class Reply(Kind):
    kind = "reply"
    title = "Replies"
    prefix = "RP"
    words = "a reply form that came back"
    example = "srm import-reply FILE"
    identity: ClassVar[tuple[str, ...]] = ("fingerprint",)
    personal: ClassVar[tuple[str, ...]] = ("by",)

    quarter: Name = said("the quarter")
    report: Name = said("the version of the report it answers")
    fingerprint: Sha256 = said("SHA-256 of the file")
    received_on: Day = said("day it was imported")
    by: Name | None = maybe("who filled it in")
    form_version: Whole = maybe("version of the form", 1, ge=1)
    saved_at: Name | None = maybe(
        "when the form saved it, in UTC; of a workbook it is not known"
    )


class FormSent(Kind):
    kind = "form_sent"
    title = "Reply forms sent"
    prefix = "F"
    words = "a reply form that was given to the supplier"
    example = "quarter=2026Q3 report=v1 sent_on=2026-10-02"
    identity: ClassVar[tuple[str, ...]] = ("quarter", "report")
    personal: ClassVar[tuple[str, ...]] = ("to",)

    quarter: Name = said("the quarter")
    report: Name = said("the version of the report it goes with")
    sent_on: Day = said("the day")
    to: Name | None = maybe("to whom: a role")
    form: Sha256 | None = maybe("fingerprint of what the form asks; a reply names it")


class Signature(Kind):
    kind = "signature"
    title = "Signatures"
    prefix = "SG"
    words = "a firm's signature under a definition, or its objection"
    example = "metric=D1 version=1 side=supplier on=2026-01-15"
    identity: ClassVar[tuple[str, ...]] = ("metric", "version", "side")
    personal: ClassVar[tuple[str, ...]] = ("by",)

    metric: OfMetric = said("the metric")
    version: Whole = said("version of the definition", ge=1)
    side: Side = said("who signs")
    by: Name | None = maybe("who signed")
    on: Day = said("the day")
    objection: Text | None = maybe("why it is not signed; empty: it is")


class ActionAnswer(Kind):
    kind = "action_answer"
    title = "Answers to actions"
    prefix = "AA"
    words = "what a firm answers to an action it is asked for"
    example = "action=A-1 answer=agree on=2026-10-14"
    refers: ClassVar[dict[str, str]] = {"action": "action"}

    action: Name = said("id of the action")
    answer: Literal["agree", "move", "object", "done"] = said("the answer")
    due_on: Day | None = maybe("the day asked for, to move it")
    words_said: Text | None = maybe("in its own words")
    on: Day = said("the day")
