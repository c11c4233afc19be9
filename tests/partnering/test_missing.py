"""How to enter what is missing: each command is one the command line takes, for this
supplier.
"""

from __future__ import annotations

from books import SUPPLIER, BookByHand
from partner_world import entered, item, known, metrics, people, with_data
from printed_commands import check_command, commands_in

from srmlib.partnering.checks import read
from srmlib.partnering.keys import KEYS
from srmlib.partnering.principles import PRINCIPLES
from srmlib.partnering.signs import SIGNS
from srmlib.register.kinds.agreed import Award, Rule
from srmlib.register.kinds.people import Handover, Pair, RoleHeld
from srmlib.register.kinds.voice import HealthCheck
from srmlib.register.kinds.work import Issue


def half_kept() -> BookByHand:
    """Lists that somebody has begun: a role without its tier, a pair that nobody says has
    spoken, a late answer, a rating of one firm, a rule without its share, an award that
    does not say.
    """
    book = people().person("S-1", "supplier", "Bo", "planner")
    for side, person in (("buyer", "P-0"), ("supplier", "S-1")):
        book.add(RoleHeld(side=side, role="quality", person=person))
        late = {"raised_on": "2026-08-01", "level": "functional"}
        book.add(Issue(what="i", raised_by=side, **late))
        book.add(HealthCheck(side=side, on="2026-06-01"))
    book.add(Rule(about="inspection", what="all lots"))
    book.add(Award(what="housing", decided_on="2026-03-24", outcome="kept"))
    book.add(item(reviewed_on=None))
    held = RoleHeld(side="buyer", role="commercial", tier="executive", person="P-1")
    book.add(held, "R-9").add(Handover(role="R-9", on="2026-08-17"))
    book.add(Pair(function="quality", buyer_person="P-0", supplier_person="S-1"))
    return book.rate("buyer", "2026Q3", "access", 4)


def test_every_command_to_begin_with_is_one_the_command_line_takes(bare, key):
    worlds = [
        known(bare),
        known(key),
        known(bare, half_kept()),
        with_data(known(key, half_kept(), **metrics())),
        with_data(known(key, entered(), **metrics())),
    ]
    missing = {
        words
        for found in worlds
        for rule in (*SIGNS, *PRINCIPLES, *KEYS)
        for side in ("buyer", "supplier")
        for words in read(rule, found).of(side).missing
    }
    commands = {command for words in missing for command in commands_in(words)}
    assert len(commands) > 20
    for command in sorted(commands):
        check_command(command, SUPPLIER)
