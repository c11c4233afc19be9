"""The answer sheet of partnering: what each of six signs, nine principles and five keys must come out
as at both firms on 13 October 2026, and the level. Written down by hand from the stories.

A letter a check, in order: `f` found, `n` not found; `i` in place, `y` not yet; `?` cannot tell.
"""

from __future__ import annotations

# supplier: (signs, principles, keys) of the buyer, then of the supplier
OUTCOMES = {
    # Two definitions nobody has signed (1) wait for the buyer at every supplier.
    # Charged without an action (2), a newcomer not introduced (3), three elements apart (4), disputes
    # and an issue that wait (5), inspected after ten clean lots (6). Harrow has no rules; it answered
    # both issues of Tarn in 12 and 11 days.
    # One person in three roles, a monthly meeting left out, no budget line; issues waited for at the
    # buyer. Five of the six pairs with a contact on record spoke; nobody at Harrow for finance.
    # Harrow's planner changed without overlap; the foundry takes part in the tooling.
    "S-1001": (("ffffff", "iyyyyiyyy", "iiyyi"), ("nnnfn?", "iyyyiiiyi", "iyiii")),
    # The last two charges have an action; it has not rated; two issues went by clause. No sponsors.
    # At Brennick nobody holds one of the four roles, though people are listed.
    "S-1002": (("fnn?nf", "yyyiyy?y?", "yiy?i"), ("nn????", "yyyi?yy??", "?y?y?")),
    # Sealed until December, one rule with a bonus; four roles of four people at Calder. Of two
    # breakdowns that touch it one is traced.
    "S-1003": (("fn??nn", "iyiiyiiy?", "iyyy?"), ("nn????", "iiii?i?i?", "iy?y?")),
    # Charged, and its champion sees that as unfair; a buyer's dispute was answered; twelve clean lots.
    # An issue of Dunmore has no answer for 32 days; no action since names the element of the gap of
    # the quarter before. No health check of Dunmore is on record.
    "S-1004": (("ff?nff", "iyiyyiyy?", "?iyy?"), ("nn?n??", "yyiy??yy?", "?y?y?")),
    # Rated once a year, own counts apart on three metrics; nobody at one of the sites.
    "S-1005": (("fnff??", "yy?iyy?y?", "?iy??"), ("nn?f??", "yy?i?y???", "?????")),
    # Two lists: people and actions.
    "S-1006": (("f?????", "????y????", "?iyy?"), ("n?????", "?????????", "???y?")),
    # Nothing at all: the extract alone, and the buyer's programme of all suppliers. No
    # breakdown touches it.
    "S-1007": (("f?????", "????y????", "??y??"), ("n?????", "?????????", "?????")),
    # A service: ten of thirteen metrics are counted, and the others have nothing to count. It
    # answered both issues of the buyer in time; nobody asked it for a health check.
    "S-1008": (("fnnnn?", "iyiyyiiy?", "?iyyi"), ("nnnnn?", "iyiy??iy?", "y??yi")),
    # The foundry behind Harrow: nothing is bought of it, so it is no key supplier, and all the rest
    # cannot be told but for what the buyer does with all.
    "T-2001": (("??n???", "????y????", "?iy??"), ("??n???", "?????????", "?????")),
}
# supplier: the level that is held, and of eight dimensions how many are shown at each or higher
LEVELS = {
    "S-1001": ("preferred", (8, 7, 5, 1)),
    "S-1002": ("preferred", (8, 6, 2, 0)),
    "S-1003": ("strategic", (8, 8, 8, 6)),
    "S-1004": ("preferred", (8, 6, 4, 1)),
    "S-1005": ("transactional", (8, 4, 3, 2)),
    "S-1006": ("transactional", (7, 3, 2, 0)),
    "S-1007": ("transactional", (7, 3, 2, 0)),
    "S-1008": ("strong preferred", (8, 8, 6, 0)),
    "T-2001": ("transactional", (0, 0, 0, 0)),
}
PARTNERING = {"outcomes": OUTCOMES, "levels": LEVELS}
