"""S1 from its definition: how long until somebody answered, by which clock, against which target."""

from __future__ import annotations

from datetime import datetime, time
from fractions import Fraction

from roads.clock import all_minutes, local, utc
from roads.rows import Row

S1_DEFAULTS = {
    "auto_reply": "no",
    "clock": "always",
    "calendar": "standard",
    "start": "opened",
    "severity": "caller",
}


def s1(world, supplier_id: str, switches: dict) -> list[Row]:
    rows = []
    # Tickets are known until the midnight the as-of date begins with.
    now = utc(datetime.combine(world.as_of, time()), world.time_zone)
    for ticket in world.tickets_of(supplier_id):
        if ticket["opened_at"] >= now:
            continue
        day = local(ticket["opened_at"], world.time_zone).date()
        out, met = set(), False
        answers = [ticket["first_response_at"]]
        if switches["auto_reply"] == "yes":
            answers.append(ticket["auto_reply_at"])
        answered = min((at for at in answers if at and at < now), default=None)
        start = ticket["opened_at"]
        if switches["start"] == "triaged":
            start = ticket["triaged_at"]
            if not start or start >= now:
                start = None
                out.add("not_triaged")
            elif start < ticket["opened_at"]:
                out.add("backwards")
        if answered and (answered < ticket["opened_at"] or (start and answered < start)):
            out.add("backwards")
        target = ticket["target_minutes"]
        if (
            switches["severity"] == "supplier"
            and ticket["supplier_target_minutes"] is not None
        ):
            target = ticket["supplier_target_minutes"]
        if target is None:
            out.add("no_target")
        if not out:
            measure = all_minutes
            if switches["clock"] == "business":
                measure = world.hours[switches["calendar"]].minutes
            # Minutes are whole: one that has begun does not count.
            met = answered is not None and measure(start, answered) // 1 <= target
            if measure(start, now) // 1 <= target:
                out.add("not_due")
        if out:
            rows.append(Row(ticket["ticket_id"], day, False, reasons=frozenset(out)))
        else:
            rows.append(Row(ticket["ticket_id"], day, True, Fraction(met), Fraction(1)))
    return rows
