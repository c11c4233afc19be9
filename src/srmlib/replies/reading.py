"""A reply as it came back, from the form or from its workbook. Everything in it is data; what is
not as the form writes it is refused with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, ConfigDict, Field

from srmlib.characters import shown
from srmlib.errors import RegisterError, UsageError
from srmlib.register.kinds.base import Name, OfMetric, Side
from srmlib.register.kinds.voice import Sha256
from srmlib.replies.kept import MOST_BYTES, json_in
from srmlib.replies.plain import MOST_CHARACTERS, plain
from srmlib.replies.sealed import Moment, fingerprint
from srmlib.rules.checking import Day, Many, Stated, as_name, checked, not_as_expected

SCHEMA: Literal["srm-reply"] = "srm-reply"
Version = Literal[1, 2]
# Since the second: topics, asks, expectations.
VERSION: Version = 2
SEALED = "srm-sealed-ratings"
ASK_FOR_ANOTHER = "Ask for the file as the form saved it; nothing was entered."
# By part, number of the answer and field: the cell of a workbook in which it stands.
Places = Mapping[tuple[str, int, str], str]


def as_said(text: str) -> str:
    if not text.strip():
        raise not_as_expected("a text that is not empty")
    return text.strip()


Words = Annotated[str, AfterValidator(plain), Field(max_length=MOST_CHARACTERS)]
Needed = Annotated[Words, AfterValidator(as_said)]
Effort = Literal["small", "middle", "large"]
# One line at most, as it stands in lists.
Short = Annotated[str, AfterValidator(plain), Field(max_length=400)]


class LockSaid(Stated):
    fingerprint: Sha256
    locked_at: Moment
    rater: Name


class DisputeSaid(Stated):
    metric: OfMetric
    row: Name
    claim: Literal["met", "missed", "not_counted"]
    words: Words = ""


class ActionSaid(Stated):
    action: Name
    answer: Literal["agree", "move", "object", "done"]
    due_on: Day | None = None
    words: Words = ""


class SignatureSaid(Stated):
    metric: OfMetric
    version: int = Field(ge=1)
    answer: Literal["sign", "object"]
    words: Words = ""


class EffortSaid(Stated):
    topic: Name
    effort: Effort


class ProposalSaid(Stated):
    what: Needed
    form: Literal["topic", "joint_team", "cross_audit"] = "topic"
    effort: Effort | None = None


class AnswerSaid(Stated):
    """`words` are why it is refused, or what shows that it is done."""

    ask: Name
    state: Literal["accepted", "refused", "done"]
    words: Words = ""


class AskSaid(Stated):
    what: Needed
    form: Literal["strategic", "operational"] = "operational"


class Reply(Stated):
    """What one side says of a quarter; `form` is the fingerprint of the form it fills in, `lock`
    null where it has not locked its ratings, `name` empty without consent to be named.
    """

    model_config = ConfigDict(populate_by_name=True)

    schema_name: Literal["srm-reply"] = Field(SCHEMA, alias="schema")
    schema_version: Version = VERSION
    form: Sha256
    supplier: Name
    quarter: Name
    report: Name
    side: Side
    role: Annotated[Short, AfterValidator(as_name)]
    name: Short = ""
    # Of a workbook it is not known.
    saved_at: Moment | None = None
    lock: LockSaid | None = None
    disputes: Many[DisputeSaid] = ()
    actions: Many[ActionSaid] = ()
    statement: Words = ""
    signatures: Many[SignatureSaid] = ()
    efforts: Many[EffortSaid] = ()
    proposals: Many[ProposalSaid] = ()
    answers: Many[AnswerSaid] = ()
    asks: Many[AskSaid] = ()
    expectation: Words = ""

    @property
    def by(self) -> str:
        """Who says so: a name only where it was given to be shown."""
        said = ", ".join(one.strip() for one in (self.name, self.role) if one.strip())
        return " ".join(said.split())


@dataclass(frozen=True)
class Received:
    """A reply with the name and checksum of its file; `places` are the cells its answers stand in,
    empty where it is no workbook.
    """

    reply: Reply
    sha256: str
    file: str
    places: Places = field(default_factory=dict)

    def at(self, part: str, number: int, name: str) -> str:
        """Where a field of an answer stands: `r.json, dispute 1, row`, or the cell."""
        in_json = f"{part.removesuffix('s')} {number + 1}, {name}"
        return f"{self.file}, {self.places.get((part, number, name), in_json)}"

    @property
    def fix(self) -> str:
        """What to do where an answer does not fit."""
        if self.places:
            return "Correct that cell and import the workbook again; nothing was entered."
        return "Have it corrected in the form and the file saved anew; nothing was entered."


def read_reply(path: Path) -> Received:
    """Read what came back: JSON of the form, or its workbook. Raises RegisterError with the reason
    where it is neither, was changed since it was saved, or states what no form lets one state.
    """
    if not path.is_file():
        raise UsageError(f"{path} is not there.\nName the file that came back.")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise _refused(path, f"it has {size:,} bytes, expected at most {MOST_BYTES:,}")
    content = path.read_bytes()
    checksum = sha256(content).hexdigest()
    if path.suffix.lower() == ".xlsx":
        from srmlib.replies.answered import reply_in

        reply, places = reply_in(path, content)
        return Received(reply, checksum, path.name, places)
    reply = checked(
        Reply,
        _json(path, content),
        path.name,
        ASK_FOR_ANOTHER,
        RegisterError,
    )
    return Received(reply, checksum, path.name)


def _json(path: Path, content: bytes) -> dict[str, Any]:
    stated = json_in(content)
    if stated is None:
        raise _refused(path, "it is no JSON, expected the file as the form saved it")
    if not isinstance(stated, dict):
        raise _refused(path, "it is no reply: it states no names with their values")
    check_schema(path, stated)
    checksum = stated.pop("checksum", None)
    if checksum != _checksum(stated):
        raise _refused(
            path, "it was changed after the form saved it: its checksum does not hold"
        )
    return stated


def _checksum(stated: dict[str, Any]) -> str:
    """Of the reply as the form wrote it, its names in the order they stand."""
    text = json.dumps(stated, separators=(",", ":"), ensure_ascii=False)
    return fingerprint(plain_ends(text))


def plain_ends(text: str) -> str:
    """Without halves of surrogate pairs, which no UTF-8 can hold; the form writes none."""
    return text.encode("utf-8", "replace").decode("utf-8")


def check_schema(path: Path, stated: dict[str, Any]) -> None:
    """Raises RegisterError where it is no reply, or one of another version of the form."""
    schema = stated.get("schema")
    # Also where its schema was damaged: nothing of it is shown.
    if schema == SEALED or {"salt", "ratings"} & stated.keys():
        raise _refused(
            path,
            "it holds sealed ratings, which stay with their rater until the reveal",
            "Import the file that ends with reply.json, and give this one back unread.",
        )
    if schema != SCHEMA:
        raise _refused(
            path, f"its schema is '{shown(str(schema))[:60]}', expected '{SCHEMA}'"
        )
    version = stated.get("schema_version")
    if version not in get_args(Version):
        raise _refused(
            path,
            f"its form is of version {shown(str(version))[:20]}, expected 1 or {VERSION}",
            "Update srmlib, or have a form of this version filled in; nothing was entered.",
        )


def _refused(path: Path, why: str, fix: str = ASK_FOR_ANOTHER) -> RegisterError:
    return RegisterError(f"{path.name}: {why}.\n{fix}")
