"""A reply as it came back, from the form or from its workbook. Everything in it is data; what is
not as the form writes it is refused with the reason.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field

from srmlib.characters import shown
from srmlib.errors import RegisterError
from srmlib.register.kinds.base import Name, OfMetric, Side
from srmlib.register.kinds.voice import Sha256
from srmlib.replies.sealed import MOST_BYTES, MOST_CHARACTERS, Moment, fingerprint, plain
from srmlib.rules.checking import Day, Many, Stated, checked

SCHEMA: Literal["srm-reply"] = "srm-reply"
VERSION: Literal[1] = 1
SEALED = "srm-sealed-ratings"
ASK_FOR_ANOTHER = "Ask for the file as the form saved it; nothing was entered."

Words = Annotated[str, AfterValidator(plain), Field(max_length=MOST_CHARACTERS)]
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


class Reply(Stated):
    """What one side says of a quarter; `form` is the fingerprint of the form it fills in, `lock`
    null where it has not locked its ratings, `name` empty without consent to be named.
    """

    model_config = ConfigDict(populate_by_name=True)

    schema_name: Literal["srm-reply"] = Field(SCHEMA, alias="schema")
    schema_version: Literal[1] = VERSION
    form: Sha256
    supplier: Name
    quarter: Name
    report: Name
    side: Side
    role: Annotated[Short, Field(min_length=1)]
    name: Short = ""
    # Of a workbook it is not known.
    saved_at: Moment | None = None
    lock: LockSaid | None = None
    disputes: Many[DisputeSaid] = ()
    actions: Many[ActionSaid] = ()
    statement: Words = ""
    signatures: Many[SignatureSaid] = ()

    @property
    def by(self) -> str:
        """Who says so: a name only where it was given to be shown."""
        said = ", ".join(one.strip() for one in (self.name, self.role) if one.strip())
        return " ".join(said.split())


@dataclass(frozen=True)
class Received:
    """A reply with the checksum of its file."""

    reply: Reply
    sha256: str


def read_reply(path: Path) -> Received:
    """Read what came back: JSON of the form, or its workbook. Raises RegisterError with the reason
    where it is neither, was changed since it was saved, or states what no form lets one state.
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise _refused(path, f"it has {size:,} bytes, expected at most {MOST_BYTES:,}")
    content = path.read_bytes()
    if path.suffix.lower() == ".xlsx":
        from srmlib.replies.workbook import stated_in

        stated = stated_in(path, content)
    else:
        stated = _json(path, content)
    _check_schema(path, stated)
    return Received(
        checked(
            Reply,
            stated,
            path.name,
            ASK_FOR_ANOTHER,
            RegisterError,
        ),
        sha256(content).hexdigest(),
    )


def _json(path: Path, content: bytes) -> dict[str, Any]:
    try:
        stated = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise _refused(path, "it is no JSON") from error
    if not isinstance(stated, dict):
        raise _refused(path, "it is no reply: it states no names with their values")
    _check_schema(path, stated)
    checksum = stated.pop("checksum", None)
    if checksum != _checksum(stated):
        raise _refused(path, "it was changed after the form saved it: its checksum does not hold")
    return stated


def _checksum(stated: dict[str, Any]) -> str:
    """Of the reply as the form wrote it, its names in the order they stand."""
    text = json.dumps(stated, separators=(",", ":"), ensure_ascii=False)
    return fingerprint(plain_ends(text))


def plain_ends(text: str) -> str:
    """Without halves of surrogate pairs, which no UTF-8 can hold; the form writes none."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _check_schema(path: Path, stated: dict[str, Any]) -> None:
    schema = stated.get("schema")
    if schema == SEALED:
        raise _refused(
            path,
            "it holds sealed ratings, which stay with their rater until the reveal",
            "Import the file that ends with reply.json, and give this one back unread.",
        )
    if schema != SCHEMA:
        raise _refused(path, f"its schema is '{shown(str(schema))[:60]}', expected '{SCHEMA}'")
    version = stated.get("schema_version")
    if version != VERSION:
        raise _refused(
            path,
            f"its form is of version {shown(str(version))[:20]}, expected {VERSION}",
            "Update srmlib, or have a form of this version filled in.",
        )


def _refused(path: Path, why: str, fix: str = ASK_FOR_ANOTHER) -> RegisterError:
    return RegisterError(f"{path.name}: {why}.\n{fix}")
