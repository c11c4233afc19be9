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
            triaged = ticket["triaged_at"]
            if triaged and triaged < now:
                start = triaged
            if start < ticket["opened_at"]:
                out.add("backwards")
        if answered and answered < ticket["opened_at"]:
            out.add("backwards")
        target = ticket["target_minutes"]
        if switches["severity"] == "supplier" and ticket["supplier_target_minutes"] is not None:
            target = ticket["supplier_target_minutes"]
        if target is None:
            out.add("no_target")
        if not out:
            end = max(answered or now, start)
            minutes = (
                world.hours[switches["calendar"]].minutes(start, end)
                if switches["clock"] == "business"
                else all_minutes(start, end)
            )
            # Minutes are whole: one that has begun does not count.
            minutes //= 1
            met = answered is not None and minutes <= target
            if answered is None and minutes <= target:
                out.add("not_due")
        if out:
            rows.append(Row(ticket["ticket_id"], day, False, reasons=frozenset(out)))
        else:
            rows.append(Row(ticket["ticket_id"], day, True, Fraction(met), Fraction(1)))
    return rows
