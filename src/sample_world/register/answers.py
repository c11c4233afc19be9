"""The answer sheet of the register: for each planted story what must be found in it as of 13 October
2026, written down by hand. Numbered stories bear the numbers of the design page.

Nothing here is computed: a test finds each answer again by reading the entries.
"""

from __future__ import annotations

from sample_world.register.partnering import PARTNERING

REGISTER_ANSWERS = {
    "as_of": "2026-10-13",
    "quarter": "2026Q3",
    7: {
        "story": "two champions two steps apart on three elements",
        "supplier": "S-1001",
        # element: the buyer's colour, the supplier's
        "two steps apart": {
            "open_info": (2, 4),
            "measure_fair": (4, 2),
            "cost_joint": (2, 4),
        },
        "same page": ("commit_kept", "both_earn", "people_cont"),
        # One element the supplier left unrated.
        "rated by both": 11,
        "locked on": ("2026-10-08", "2026-10-09"),
        "revealed on": "2026-10-13",
    },
    8: {
        "story": "a supplier that has not rated: the buyer's ratings stay sealed",
        "supplier": "S-1002",
        "locked": ("buyer",),
        "revealed": 0,
    },
    "sealed": {
        "story": "both have locked, and no review has opened it",
        "supplier": "S-1003",
        "locked": ("buyer", "supplier"),
        "revealed": 0,
    },
    13: {
        "story": "an action moved three times",
        "supplier": "S-1001",
        "action": "A-8",
        "what": "Second tooling set at the foundry",
        "due": ("2026-06-30", "2026-08-31", "2026-10-15", "2026-11-30"),
    },
    # The nine actions of the reviews of April and July.
    "actions": {
        "supplier": "S-1001",
        "done": {"buyer": 2, "supplier": 2, "joint": 0},
        "all": {"buyer": 4, "supplier": 4, "joint": 1},
        # Due before the review, open, and not moved.
        "late": ("A-13", "A-15"),
        # Of those first due by the review, done by the first date.
        "first date met": {"buyer": (2, 4), "supplier": (1, 4)},
        "agreed in October": 5,
    },
    14: {
        "story": "an IT service with people, meetings and issues, and no receipts",
        "supplier": "S-1008",
        "people": 5,
        "issues": 3,
        "reviews held in 2026": 4,
    },
    "red run": {
        "story": "an element that started red and stayed red for four quarters, by both firms",
        "supplier": "S-1001",
        "element": "early_new",
        "buyer": (1, 2, 2, 2),
        "supplier's": (1, 1, 1, 1),
        "first asked": "2025Q4",
    },
    # Red for four quarters, too, and it did not start red.
    "red later": {
        "supplier": "S-1004",
        "element": "order_stable",
        "supplier's": (2, 2, 2, 2),
        "before": (3, 3, 3, 3),
    },
    "three roles": {
        "story": "one person with three of the four roles",
        "supplier": "S-1001",
        "person": "P-22",
        "roles": ("commercial", "relationship", "service delivery"),
        # Transformation has had nobody at the buyer since its lead left.
        "empty": ("buyer", "transformation", "2026-06-30"),
    },
    "silent pair": {
        "story": "a peer pair without contact for 200 days",
        "supplier": "S-1001",
        "function": "engineering",
        "last contact": "2026-03-27",
        "days": 200,
        # In contact within 90 days, of all pairs.
        "active": (5, 8),
        "nobody on one side": ("finance",),
        "never": ("packaging",),
    },
    "climbed": {
        "story": "an issue that climbed three tiers in ten days",
        "supplier": "S-1001",
        "issue": "I-10",
        "raised on": "2026-08-10",
        "steps": {"operational": "2026-08-13", "executive": "2026-08-20"},
        # Of the issues raised since April.
        "solved where they arose": (1, 4),
    },
    "handover": {
        "story": "a handover without overlap",
        "supplier": "S-1001",
        "handover": "H-3",
        "on": "2026-08-17",
    },
    "newcomer": {
        "story": "a newcomer who was not introduced",
        "supplier": "S-1001",
        "person": "P-43",
        "joined on": "2026-07-01",
        "days": 104,
    },
    "topics": {
        "story": "five topics, one in place of a finished one, two without activity",
        "supplier": "S-1001",
        "chosen": ("T-2", "T-3", "T-4", "T-5", "T-6"),
        "replaced": {"T-4": "T-1"},
        "quiet since July": ("T-5", "T-6"),
        "listed": 12,
        # Of the milestones of the five due by the review.
        "milestones met": (5, 8),
    },
    "asks": {
        "story": "nine asks of last year: five done, two refused with a reason, two open",
        "supplier": "S-1001",
        "asked on": "2025-10-14",
        "done": {"buyer": 1, "supplier": 4},
        "of": {"buyer": 4, "supplier": 5},
        "refused": 2,
        "open": 2,
    },
    "charged": {
        "story": "chargebacks without a corrective action for their cause (sign 2)",
        "supplier": "S-1001",
        "events": ("CE-1001-00773", "CE-1001-00820", "CE-1001-00853"),
        # With this supplier the last two charges have one.
        "unlike": {
            "supplier": "S-1002",
            "events": ("CE-1002-00704", "CE-1002-00711"),
        },
    },
    "unanswered": {
        "story": "disputes that have waited 20 days and more for an answer (sign 5)",
        "supplier": "S-1001",
        "days": {"DP-002": 85, "DP-004": 50},
        # Answered by whoever was asked.
        "answered": ("DP-005", "DP-006"),
        "decided in the review": "DP-006",
    },
    "inspected": {
        "story": "inspection at 100 % after clean lots (sign 6)",
        # supplier: part, first day, lots accepted in a row since
        "S-1001": ("P-110", "2026-03-31", 10),
        "S-1004": ("P-320", "2026-07-21", 12),
    },
    "agents": {
        "story": "a distributor through whom complaints pass late",
        "partner": "D-4001",
        "days": (8, 9, 9, 12),
        "agreed": 3,
    },
    "goals": {
        "story": "goals of topics, and what was reached of them",
        "supplier": "S-1001",
        # topic: start, goal, reached, whether it is reached; of one topic nothing was measured
        "reached": {
            "T-1": (0, 9000, 7400, False),
            "T-2": (25, 23, 24.1, False),
            "T-3": (3, 0, 1, False),
            "T-4": (14.6, 10, 17.3, False),
            "T-5": (64, 0, None, False),
        },
        # Two of five, as before: a result is an activity, a finding is none.
        "quiet": ("T-5", "T-6"),
    },
    "cross-audit": {
        "story": "a cross-audit of both firms, and what became of its findings",
        "supplier": "S-1001",
        "topic": "T-5",
        "found": {"buyer": 2, "supplier": 3},
        "saving": {"buyer": 14200, "supplier": 5500},
        # finding's action: its state
        "actions": {"A-10": "open", "A-11": "done", "A-12": "done"},
    },
    "ideas": {
        "story": "three ideas of the supplier: one adopted, one refused with a reason, one open",
        "S-1001": {"adopted": 1, "refused": 1, "open": 1},
        "S-1008": {"adopted": 1, "refused": 0, "open": 0},
        "became": {"S-1001": "T-2", "S-1008": "T-14"},
    },
    "time": {
        "story": "most of the meetings' time and actions are about the past",
        "supplier": "S-1001",
        # About the future, of all.
        "minutes": (75, 325),
        "actions": (6, 15),
    },
    "chain": {
        "story": "one foundry feeds both works, and of two parts nobody knows who stands behind",
        "supplier": "S-1001",
        "tier2": ("T-2001",),
        # end: percent that comes from the foundry
        "from the foundry": {"Works North": 60, "Works South": None},
        "not known": ("Pump housing DN80", "Bearing bracket"),
        "carrier of the extract": ("Nordkai Freight",),
        # product: how many of both firms answer for its promises
        "owners": {"F-950": 2, "P-110": 2, "P-120": 0},
    },
    "handed on": {
        "story": "a distributor passes complaints on late, a carrier returns in time",
        "supplier": "S-1001",
        # partner: agreed, days of what came in the quarter (median), open for, late
        "Linz Pump Agents": (3, 4, 9, 12, 5),
        "Waalkade Haulage": (5, 2, 2, None, 0),
        "service": {"supplier": "S-1008", "Korenhof Night Desk": (1, 2, 2, None, 1)},
    },
    "board": {
        "story": "six firms on the suppliers' board; four asks without names, one achieved",
        "board": "B-1",
        "held on": "2026-04-28",
        "firms": 6,
        "voices": 10,
        "not merged": 1,
        "states": {"done": 1, "in_progress": 1, "refused": 1, "open": 1},
        # supplier: how many of the four it asked for, too
        "own": {
            "S-1001": 3,
            "S-1002": 1,
            "S-1003": 2,
            "S-1004": 1,
            "S-1005": 1,
            "S-1008": 1,
        },
        "not there": ("S-1006", "S-1007"),
    },
    "health": {
        "story": "two years of health checks; one where only one firm has answered stays closed",
        # supplier: years that are open, years that are not
        "years": {
            "S-1001": ((2024, 2025), ()),
            "S-1002": ((2024, 2025), ()),
            "S-1003": ((2025,), (2026,)),
            "S-1004": ((), (2025,)),
            "S-1008": ((), (2025,)),
        },
        # Two steps apart: the buyer's answer, the supplier's.
        "apart": {"supplier": "S-1001", "year": 2025, "communication": (2, 4)},
        "due": {"supplier": "S-1002", "buyer": "2026-09-23", "supplier's": "2026-09-25"},
    },
    "small": {
        "story": "beginning small: two lists",
        "supplier": "S-1006",
        "kinds": ("action", "person"),
        # One action has no date, one nobody, two no measure.
        "holes": {"due_on": 1, "owners": 1, "measure": 2},
        "nothing at all": "S-1007",
    },
    # Six signs, nine principles, five keys and the level of every supplier.
    "partnering": PARTNERING,
    "names": {
        "story": "a name is shown with consent only; one person was erased",
        # People on the list who did not agree to be named.
        "not named": (6, 44),
        "erased": "P-25",
        "on": "2026-02-11",
    },
}
