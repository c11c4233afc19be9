"""The relationship of one report: what both firms entered, as it was known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from srmlib.encoding import Block, encoded
from srmlib.register import Book, Head
from srmlib.register.kinds.work import Dispute as StatedDispute
from srmlib.relationship.actions import Actions, actions_of
from srmlib.relationship.ahead import Ahead, ahead_of
from srmlib.relationship.cause_links import effects_of_cause
from srmlib.relationship.causes import OF_CUSTOMERS, AgreedCause, agreed_causes
from srmlib.relationship.chain import Chain, chain_of
from srmlib.relationship.effects import Claim, effects_of
from srmlib.relationship.entered import Entered
from srmlib.relationship.former import Former, former_firms
from srmlib.relationship.health import Health, health_of
from srmlib.relationship.network import Network, network_of
from srmlib.relationship.notes import Note, notes_of
from srmlib.relationship.overlay import lay_over
from srmlib.relationship.plan import Plan, plan_of
from srmlib.relationship.ratings import Ratings, ratings_of
from srmlib.relationship.used import used_tables
from srmlib.relationship.voices import Voices, voices_of
from srmlib.rules.calendar import Quarter
from srmlib.snapshot import Snapshot


@dataclass(frozen=True)
class Relationship:
    """What the register says of a supplier in a quarter. `register` is the last entry that is
    known, `as_of` the day it is looked at, `stage` draft, sealed or reviewed. `used` are the
    entries the report rests on, by kind, as they are copied beside it. `former` are the firms that
    merged into this one and of whom something stands in the register, which is not read.
    """

    register: Head
    as_of: date
    stage: str
    actions: Actions
    ratings: Ratings
    plan: Plan
    voices: Voices
    ahead: Ahead
    chain: Chain
    health: Health
    network: Network
    causes: tuple[AgreedCause, ...] = ()
    notes: tuple[Note, ...] = ()
    used: dict[str, pd.DataFrame] = field(default_factory=dict)
    former: tuple[Former, ...] = ()

    def without_rows(self, metrics: set[str]) -> Relationship:
        """The same without the rows of these metrics: what a row is called may not be told, nor
        what is promised to a customer beside the products of the chain.
        """
        return replace(
            self,
            actions=self.actions.without_rows(metrics),
            causes=tuple(
                replace(one, row=None) if one.of in OF_CUSTOMERS else one
                for one in self.causes
            ),
            chain=replace(self.chain, other_owners=()),
            used={name: _without_rows(frame, metrics) for name, frame in self.used.items()},
        )

    def to_json(self) -> Block:
        """Its keys of report.json."""
        return {
            "relationship": {
                "register": {
                    "entries": self.register.number,
                    "sha256": self.register.sha256,
                },
                "as_of": encoded(self.as_of),
                **self.ratings.to_json(),
                "voices": encoded(self.voices),
                "health": encoded(self.health),
                "network": encoded(self.network),
                "causes": encoded(self.causes),
                "notes": encoded(self.notes),
            },
            "actions": self.actions.to_json(),
            "meetings": encoded(self.plan.meetings.all),
            "plan": encoded(self.plan),
            "replies": encoded(self.voices.statements),
            **self.ahead.to_json(),
            "chain": self.chain.to_json(),
            "stage": self.stage,
        }


NOTHING: Block = {
    "relationship": None,
    "actions": None,
    "meetings": None,
    "plan": None,
    "replies": None,
    "topics": None,
    "asks": None,
    "future": None,
    "boards": None,
    "chain": None,
    "stage": "draft",
}


def open_book(snapshot: Snapshot, entered: Entered, supplier_id: str) -> Book:
    """What was entered of a supplier, laid over this open snapshot."""
    book = entered.book(supplier_id)
    lay_over(snapshot, book, supplier_id, entered.as_of)
    return book


def relationship_of(
    snapshot: Snapshot,
    book: Book,
    entered: Entered,
    supplier_id: str,
    quarter: Quarter,
    disputes: pd.DataFrame,
) -> Relationship:
    """The relationship, with the snapshot that `open_book` laid it over, and the disputes over rows
    of the quarter.
    """
    as_of = entered.as_of
    effects = effects_of(snapshot, supplier_id, quarter, _claims(book, disputes))
    plan = plan_of(book, supplier_id, quarter, as_of)
    return Relationship(
        register=entered.head,
        as_of=as_of,
        stage=entered.stage,
        actions=actions_of(book, supplier_id, as_of, quarter, snapshot),
        ratings=ratings_of(book, supplier_id, quarter, as_of),
        plan=plan,
        voices=voices_of(book, supplier_id, quarter, as_of, effects),
        ahead=ahead_of(book, supplier_id, quarter, as_of),
        chain=chain_of(snapshot, book, supplier_id, quarter, as_of),
        health=health_of(book, supplier_id, as_of),
        network=network_of(book, supplier_id, plan),
        causes=tuple(
            replace(
                one,
                effects=tuple(map(" ".join, effects_of_cause(snapshot, supplier_id, one))),
            )
            for one in agreed_causes(book, supplier_id, as_of)
        ),
        notes=notes_of(book, supplier_id, as_of),
        used=used_tables(book, supplier_id, as_of),
        former=former_firms(snapshot, entered.entries_of, into=supplier_id),
    )


def _claims(book: Book, disputes: pd.DataFrame) -> list[Claim]:
    """Those of the register in the order they were decided. An accepted one of the extract is in
    its rows already.
    """
    stated = {one.id: one.now for one in book.all(StatedDispute)}
    found = [
        Claim(
            row["dispute_id"], row["metric_id"], row["row_id"], row["claim"], row["state"]
        )
        for row in disputes.astype(object).to_dict("records")
        if row["dispute_id"] in stated or row["state"] != "accepted"
    ]

    def decided(claim: Claim) -> date:
        of_register = stated.get(claim.dispute_id)
        return (of_register and of_register.decided_on) or date.max

    return sorted((one for one in found if one.state != "withdrawn"), key=decided)


def _without_rows(frame: pd.DataFrame, metrics: set[str]) -> pd.DataFrame:
    shown = frame
    if "party" in frame:
        shown = frame.assign(row=frame["row"].where(~frame["of"].isin(OF_CUSTOMERS), None))
    for name in ("row", "from_row"):
        if name in frame and "metric" in frame:
            shown = shown.assign(
                **{name: frame[name].where(~frame["metric"].isin(metrics), None)}
            )
    return shown
