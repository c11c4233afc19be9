"""Whether a reply answers what its form asked about the time to come: topics and asks."""

from __future__ import annotations

from collections.abc import Iterable

from srmlib.register import Entry
from srmlib.register.kinds.ahead import Ask, Topic
from srmlib.replies.reading import Received
from srmlib.replies.refusing import check_once, unknown

# Why it is refused, or what shows that it is done.
NEED_WORDS = ("refused", "done")


def check_ahead(entries: Iterable[Entry], received: Received) -> None:
    """`entries` are all of this supplier, those that were taken back too: a form asked for them."""
    reply, known = received.reply, list(entries)
    topics = {one.record for one in known if isinstance(one.stated, Topic)}
    for number, effort in enumerate(reply.efforts):
        if effort.topic not in topics:
            place = received.at("efforts", number, "topic")
            raise unknown(received, place, effort.topic, "a topic of this supplier")
    asks = {one.record for one in known if _is_asked_by_buyer(one)}
    for number, said in enumerate(reply.answers):
        if said.ask not in asks:
            place = received.at("answers", number, "ask")
            raise unknown(received, place, said.ask, "what was asked of this supplier")
        if said.state in NEED_WORDS and not said.words.strip():
            place = received.at("answers", number, "words")
            needed = (
                "the reason" if said.state == "refused" else "what shows that it is done"
            )
            raise unknown(received, place, None, f"{needed}, as the answer is {said.state}")
    check_once(received, "efforts", "topic", [one.topic for one in reply.efforts])
    check_once(received, "answers", "ask", [one.ask for one in reply.answers])
    check_once(received, "proposals", "what", [one.what for one in reply.proposals])
    check_once(received, "asks", "what", [one.what for one in reply.asks])


def _is_asked_by_buyer(entry: Entry) -> bool:
    return isinstance(entry.stated, Ask) and entry.stated.from_side == "buyer"
