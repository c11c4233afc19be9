"""The people of the register. All of them are invented; their addresses end in `.example`."""

from __future__ import annotations

from dataclasses import dataclass

# The day the register begins.
BEGINS = "2024-10-01"


@dataclass(frozen=True)
class Somebody:
    """A person: `role` is what a page calls somebody who is not named; `named` says whether this
    person agreed to be.
    """

    key: str
    name: str
    role: str
    function: str
    site: str
    named: bool = True
    joined_on: str = BEGINS
    left_on: str | None = None


BUYERS_PEOPLE = (
    Somebody(
        "tarn.sponsor", "Orla Wintermere", "operations director", "management", "Rotterdam"
    ),
    Somebody(
        "tarn.champion", "Ivo Halvarsen", "head of purchasing", "purchasing", "Rotterdam"
    ),
    Somebody(
        "tarn.manager", "Marit Quellon", "supplier manager", "purchasing", "Rotterdam"
    ),
    Somebody(
        "tarn.planner", "Tobias Brinkwell", "head of planning", "logistics", "Rotterdam"
    ),
    Somebody(
        "tarn.quality", "Lena Ostrowen", "head of incoming inspection", "quality", "Brno"
    ),
    Somebody(
        "tarn.engineer", "Hessel Duinker", "design engineer", "engineering", "Rotterdam"
    ),
    Somebody(
        "tarn.payables", "Fenna Nybrook", "accounts payable", "finance", "Rotterdam", False
    ),
    Somebody(
        "tarn.desk", "Ruben Salkind", "service desk lead", "service", "Rotterdam", False
    ),
    Somebody("tarn.sales", "Carlo Vestermann", "head of sales", "sales", "Rotterdam"),
    Somebody(
        "tarn.change",
        "Petra Lindhollow",
        "supplier development lead",
        "purchasing",
        "Brno",
        left_on="2026-06-30",
    ),
    Somebody(
        "tarn.newcomer",
        "Rosa Emmelkamp",
        "packaging and transport planner",
        "packaging",
        "Brno",
        joined_on="2026-07-01",
    ),
)

SUPPLIERS_PEOPLE = {
    "S-1001": (
        Somebody(
            "harrow.sponsor", "Siobhan Larkmoor", "managing director", "management", "North"
        ),
        Somebody(
            "harrow.champion", "Aoife Tarrant-Vale", "commercial director", "sales", "North"
        ),
        Somebody("harrow.account", "Declan Thornbury", "account manager", "sales", "North"),
        Somebody(
            "harrow.quality",
            "Fergal Ashcombe",
            "quality manager",
            "quality",
            "South",
            joined_on="2025-05-19",
        ),
        Somebody(
            "harrow.engineer", "Padraic Osmere", "casting engineer", "engineering", "South"
        ),
        Somebody(
            "harrow.planner.before",
            "Colm Feathergill",
            "planner",
            "logistics",
            "North",
            left_on="2026-08-14",
        ),
        Somebody(
            "harrow.planner",
            "Nuala Wrenfield",
            "planner",
            "logistics",
            "North",
            joined_on="2026-08-17",
        ),
        Somebody(
            "harrow.quality.before",
            "Bram Hollowick",
            "quality inspector",
            "quality",
            "South",
            left_on="2025-05-30",
        ),
        Somebody(
            "harrow.shop",
            "Keane Dunmarrow",
            "foundry shift lead",
            "casting",
            "South",
            False,
        ),
    ),
    "S-1002": (
        Somebody(
            "brennick.champion", "Janek Wolski-Brae", "sales director", "sales", "forge"
        ),
        Somebody("brennick.account", "Ewa Sternholt", "account manager", "sales", "forge"),
        Somebody(
            "brennick.quality",
            "Marcin Obrecki",
            "quality manager",
            "quality",
            "forge",
            False,
        ),
        Somebody("brennick.planner", "Zofia Kestrelin", "dispatcher", "logistics", "forge"),
    ),
    "S-1003": (
        Somebody(
            "calder.sponsor",
            "Ulrike Brandeisen",
            "managing director",
            "management",
            "works",
        ),
        Somebody("calder.champion", "Jonas Weidenthal", "sales director", "sales", "works"),
        Somebody(
            "calder.account", "Ute Marschwind", "key account manager", "sales", "works"
        ),
        Somebody("calder.quality", "Arne Felsinger", "quality manager", "quality", "works"),
        Somebody(
            "calder.engineer", "Silke Torfheim", "process engineer", "engineering", "works"
        ),
    ),
    "S-1004": (
        Somebody(
            "dunmore.champion", "Joost Zeegraaf", "commercial director", "sales", "works"
        ),
        Somebody("dunmore.account", "Mieke Vloedman", "account manager", "sales", "works"),
        Somebody(
            "dunmore.quality", "Sander Klinkhorst", "quality engineer", "quality", "works"
        ),
        Somebody(
            "dunmore.planner", "Anouk Rietdijker", "planner", "logistics", "works", False
        ),
    ),
    "S-1005": (
        Somebody(
            "estrand.champion", "Britta Sjovallen", "export manager", "sales", "works"
        ),
        Somebody(
            "estrand.quality", "Olle Fjarrstad", "quality manager", "quality", "works"
        ),
    ),
    "S-1006": (
        Somebody("falk.account", "Dwight Harlanson", "account manager", "sales", "works"),
        Somebody(
            "falk.quality",
            "Loretta Pinegrove",
            "quality engineer",
            "quality",
            "works",
            False,
        ),
    ),
    "S-1008": (
        Somebody(
            "hexley.sponsor", "Noor Hazelaarne", "managing director", "management", "office"
        ),
        Somebody(
            "hexley.champion.before",
            "Wout Veldmuis",
            "account director",
            "sales",
            "office",
            left_on="2025-12-31",
        ),
        Somebody(
            "hexley.champion",
            "Daan Uilenspier",
            "client director",
            "sales",
            "office",
            joined_on="2025-12-01",
        ),
        Somebody(
            "hexley.delivery", "Priya Loomhart", "service manager", "service", "office"
        ),
        Somebody(
            "hexley.change", "Gijs Morgenster", "change manager", "engineering", "office"
        ),
    ),
    "D-4001": (
        Somebody("agents.owner", "Viktor Hartlinde", "owner", "sales", "Linz"),
        Somebody(
            "agents.service", "Klara Moosbrugg", "service coordinator", "service", "Linz"
        ),
    ),
}
# Who is rubbed out on request: name and contact leave, the entries stay.
ERASED = "harrow.quality.before"
ERASED_ON = "2026-02-11"


def everybody() -> list[Somebody]:
    """All people of the register, the buyer's first."""
    return [
        *BUYERS_PEOPLE,
        *(one for people in SUPPLIERS_PEOPLE.values() for one in people),
    ]


def role_of(key: str) -> str:
    """What a person is called where no name is shown: people's entries bear it, and no name."""
    return next((one.role for one in everybody() if one.key == key), key)
