"""A workspace with a published report, written by hand: one supplier with a hostile name, four rows,
two actions, a definition to sign, three topics (one of them chosen) and an ask of the buyer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from srmlib.register import Draft, Register
from srmlib.register.kinds.ahead import Ask, Topic
from srmlib.register.kinds.voice import FormSent
from srmlib.register.kinds.work import Action
from srmlib.replies.reading import read_reply
from srmlib.replies.sealed import fingerprint
from srmlib.replies.sending import send_reply_form, write_rating_form
from srmlib.replies.taking import Taken, take
from srmlib.reports.publish import slug
from srmlib.workspace import Workspace

HOSTILE = "</script><img src=x onerror=window.hit=1>"
SENT_ON = date(2026, 10, 3)
ON = date(2026, 10, 6)
ROWS = """row_id,counted_on,outcome,is_counted,numerator,denominator,due_on,filled_on
L-1,2026-07-03,late,True,0.000,1.000,2026-07-03,2026-07-06
L-2,2026-07-04,on_time,True,1.000,1.000,2026-07-04,2026-07-04
L-3,2026-07-05,late,True,0.000,1.000,2026-07-05,
L-4,2026-07-06,cancelled,False,0.000,1.000,2026-07-06,
"""


def metric(id: str, **others: Any) -> dict[str, Any]:
    stated = {
        "id": id,
        "name": f"Metric {id}",
        "unit": "%",
        "better": "up",
        "state": "ok",
        "text": "33.3%",
        "numerator": 1,
        "denominator": 3,
        "value": 33.3333,
    }
    return stated | others


def report_json(supplier_id: str, name: str, quarter: str = "2026Q3") -> dict[str, Any]:
    definition = {
        "name": f"Definition {HOSTILE}",
        "formula": "right lines ÷ lines",
        "counts": "Every line.",
        "applies": True,
        "version": 2,
        "signed_by_supplier": None,
    }
    return {
        "supplier_id": supplier_id,
        "supplier_name": name,
        "buyer_name": "Tarn Pumps",
        "quarter": quarter,
        "from": "2026-07-01",
        "until": "2026-10-01",
        "metrics": [
            metric("D1"),
            metric("C2", numerator=None, denominator=None, value=None),
        ],
        "our_part": [],
        "disputes": [
            {
                "dispute_id": "DP-9",
                "metric_id": "D1",
                "row_id": "L-3",
                "raised_by": "supplier",
                "raised_on": "2026-09-01",
                "claim": "not_counted",
                "words": "Asked for later.",
                "state": "open",
                "answer": None,
            }
        ],
        "definitions": {"C2": definition},
    }


@dataclass
class Room:
    """A workspace, its register, and the forms that were sent."""

    workspace: Workspace
    register: Register
    form: Path
    twin: Path
    rating_form: Path


def publish(workspace: Workspace, report: dict[str, Any], version: str = "v1") -> None:
    supplier = slug(report["supplier_id"])
    folder = workspace.reports / report["quarter"] / supplier / version
    (folder / "data").mkdir(parents=True)
    (folder / "report.json").write_text(json.dumps(report), encoding="utf-8")
    (folder / "data" / "rows_d1.csv").write_text(ROWS, encoding="utf-8")


def send(room_of: Workspace, register: Register, supplier_id: str) -> tuple[Path, Path]:
    return send_reply_form(
        room_of, register, supplier_id, "2026Q3", sent_on=SENT_ON, author="buyer"
    )


def room_in(root: Path) -> Room:
    workspace = Workspace(root)
    publish(workspace, report_json("S-1001", f"Harrow {HOSTILE}"))
    register = Register.at(workspace.register, lambda: datetime(2026, 10, 13, tzinfo=UTC))
    actions = [
        Action(what=f"Tooling {HOSTILE}", side="supplier", due_on="2026-09-30"),
        Action(what="A contact in finance", side="joint"),
    ]
    ahead = [
        Topic(what=f"A common mould {HOSTILE}"),
        Topic(what="One forecast for both", effort="large"),
        Topic(what="Fewer crates", is_chosen=True),
        Ask(from_side="buyer", what=f"A second site {HOSTILE}", asked_on="2026-03-02"),
    ]
    drafts = [Draft(one, "S-1001") for one in (*actions, *ahead)]
    register.append(drafts, side="buyer", author="buyer")
    form, twin = send(workspace, register, "S-1001")
    return Room(
        workspace,
        register,
        form,
        twin,
        write_rating_form(workspace, register, "S-1001", "2026Q3"),
    )


# --- What comes back


def form_of(room: Room, supplier_id: str = "S-1001") -> str:
    sent = room.register.book(supplier_id).all(FormSent)[-1].now.form
    assert sent
    return sent


def stated(room: Room, **others: Any) -> dict[str, Any]:
    said = {
        "schema": "srm-reply",
        "schema_version": 2,
        "form": form_of(room),
        "supplier": "S-1001",
        "quarter": "2026Q3",
        "report": "v1",
        "side": "supplier",
        "role": "champion",
        "name": "",
        "saved_at": "2026-10-05T09:30:00.000Z",
        "lock": {
            "fingerprint": "ab" * 32,
            "locked_at": "2026-10-05T09:29:00.000Z",
            "rater": "champion",
        },
        "disputes": [
            {"metric": "D1", "row": "L-1", "claim": "met", "words": HOSTILE},
            {"metric": "D1", "row": "L-3", "claim": "met", "words": ""},
        ],
        "actions": [
            {"action": "A-1", "answer": "move", "due_on": "2026-12-15", "words": "=cmd()"},
            {"action": "A-2", "answer": "object", "due_on": None, "words": "Not needed."},
        ],
        "statement": f"First line.\nSecond {HOSTILE}",
        "signatures": [
            {"metric": "C2", "version": 2, "answer": "object", "words": "Unclear."}
        ],
        "efforts": [{"topic": "T-1", "effort": "small"}],
        "proposals": [
            {"what": f"A shared test {HOSTILE}", "form": "joint_team", "effort": None}
        ],
        "answers": [{"ask": "Q-1", "state": "refused", "words": f"No room. {HOSTILE}"}],
        "asks": [{"what": "=cmd() forecasts of a year", "form": "strategic"}],
        "expectation": f"Answers within a week.\n{HOSTILE}",
    }
    return said | others


def bare(room: Room, **others: Any) -> dict[str, Any]:
    """A reply in which nothing is answered but `others`."""
    parts = ("disputes", "actions", "signatures", "efforts", "proposals", "answers", "asks")
    nothing = {"lock": None, "statement": "", "expectation": ""} | {
        part: [] for part in parts
    }
    return stated(room, **(nothing | others))


def write(path: Path, said: dict[str, Any]) -> Path:
    text = json.dumps(said, separators=(",", ":"), ensure_ascii=False)
    whole = said | {"checksum": fingerprint(text)}
    path.write_text(json.dumps(whole, indent=1), encoding="utf-8")
    return path


def entered(room: Room, path: Path) -> Taken:
    return take(room.workspace, room.register, read_reply(path), ON)
