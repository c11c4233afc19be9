"""`srm register …` as a person types it."""

from __future__ import annotations

import pytest

from srmlib.cli import main

BEGIN = "Nothing is entered yet. Two lists are enough: people and actions."


@pytest.fixture
def srm(tmp_path, capsys, monkeypatch):
    """Runs a command in a workspace of its own; its status and what it printed."""
    monkeypatch.setenv("SRM_AUTHOR", "Jo, buyer")
    monkeypatch.delenv("SRM_REGISTER", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str]:
        status = main(["--home", str(tmp_path), *words])
        out, err = capsys.readouterr()
        return status, out + err

    return run


ANN = (
    "register",
    "add",
    "person",
    "name=Ann Keller",
    "side=buyer",
    "role=quality",
    "contact=+49 1",
)
ACTION = ("register", "add", "action", "what=agree the packing", "side=Supplier")


def test_an_empty_register_says_how_to_begin(srm):
    for words in ([], ["list", "person"], ["check"]):
        assert srm("register", *words) == (0, BEGIN_WHOLE)
    assert "register: empty. Nothing is entered yet" in srm("status")[1]


BEGIN_WHOLE = (
    f"{BEGIN} srm register export lists.xlsx person action makes them; fill them in, then srm"
    " register import lists.xlsx.\n"
)


def test_enter_look_and_correct(srm):
    assert srm(*ANN) == (0, "person P-1 entered\n")
    assert "quality  +49 1" in srm("register", "list", "person")[1]
    entered = srm(*ACTION, "owners=ann keller", "--supplier", "S-1001", "--side", "joint")
    assert entered == (0, "action A-1 entered\n")
    corrected = srm("register", "add", "action", "record=A-1", "due_on=2026-12-01")
    assert corrected == (0, "action A-1 corrected: revision 2\n")
    status, said = srm("register", "list", "action")
    assert status == 0
    heads, row = said.splitlines()
    assert heads.split() == [
        "record",
        "supplier_id",
        "what",
        "side",
        "owners",
        "due_on",
        "entered",
    ]
    assert row.startswith(
        "A-1     S-1001       agree the packing  supplier  P-1     2026-12-01"
    )
    emptied = srm("register", "add", "action", "record=A-1", "due_on=")
    assert emptied == (0, "action A-1 corrected: revision 3\n")
    assert "due_on" not in srm("register", "list", "action")[1]
    again = "The register states just this already: nothing was entered.\n"
    assert srm("register", "add", "action", "record=A-1") == (0, again)
    assert srm("register", "list", "action", "--supplier", "S-2")[1].startswith(
        "There is no action"
    )
    assert srm("register", "list", "action", "--as-of", "2020-01-01") == (
        0,
        "Nothing was entered by 2020-01-01.\n",
    )
    assert "person  1" in " ".join(srm("register")[1].split(" ")).replace("   ", "  ")


def test_what_is_empty_says_what_it_may_be(srm):
    _, said = srm(*ACTION[:3], "what=Agree the packing", "owners=accounts payable")
    assert "side is empty, expected who does it: one of buyer, supplier, joint." in said


def test_what_is_wrong_is_told_at_once(srm):
    status, said = srm(*ACTION[:3], "side=both", "owners=Bob", "due_on=1.2.2026")
    assert status == 1
    for words in (
        "what is empty",
        "side is 'both'",
        "owners is 'Bob'",
        "due_on is '1.2.2026'",
    ):
        assert f"srm register add action: {words}, expected" in said
    assert "supplier_id is empty, expected the supplier's id" in said
    assert srm("register", "check")[1] == BEGIN_WHOLE


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "acton"], "'acton' is no kind of entry"),
        (["add", "action", "wat=x"], "'wat' is no field of action, did you mean what?"),
        (
            ["add", "action", "what"],
            "'what' is no FIELD=VALUE, expected such as srm register add action what=",
        ),
        (["add", "action", "what=x", "what=y"], "what is given twice"),
        (["list", "person", "--as-of", "x"], "--as-of is 'x', expected a date"),
        (["withdraw", "action", "A-9"], "There is no action 'A-9'"),
        (["erase", "P-9"], "There is no person 'P-9'"),
        (["export", "x.pdf"], "neither an .xlsx file nor a folder"),
        (["import", "x.xlsx"], "is not there"),
        (["backup", "x.sqlite"], "is empty: there is nothing to copy"),
    ],
)
def test_a_wrong_call_is_told(srm, words, told):
    status, said = srm("register", *words)
    assert status == 2
    assert told in said


def test_nobody_enters_without_saying_who(srm, monkeypatch):
    monkeypatch.delenv("SRM_AUTHOR")
    for words in (ANN, ("register", "import", "no.xlsx"), ("register", "erase", "P-1")):
        status, said = srm(*words)
        assert (status, said.splitlines()[0]) == (2, "The author is missing.")
    assert srm(*ANN, "--author", "Ann")[0] == 0


def test_lists_there_and_back(srm, tmp_path):
    assert srm("register", "export", "lists.xlsx", "person", "action")[0] == 0
    assert srm("register", "import", "lists.xlsx") == (
        0,
        "0 new, 0 corrected, 0 there already\n",
    )
    srm(*ANN)
    srm(*ACTION, "--supplier", "S-1")
    assert srm("register", "export", "folder") == (0, "55 files in folder\n")
    assert srm("register", "export", "folder")[0] == 2
    assert srm("register", "import", "folder") == (
        0,
        "0 new, 0 corrected, 2 there already\n",
    )
    status, said = srm("--home", str(tmp_path / "other"), "register", "import", "folder")
    assert (status, said.splitlines()[0]) == (0, "2 new, 0 corrected, 0 there already")


def test_withdraw_erase_prove_and_copy(srm, tmp_path):
    srm(*ANN)
    srm(*ACTION, "--supplier", "S-1")
    assert srm("register", "withdraw", "action", "A-1")[0] == 0
    assert "There is no action yet" in srm("register", "list", "action")[1]
    assert "are erased, in every revision" in srm("register", "erase", "P-1")[1]
    assert "Ann" not in srm("register", "list", "person")[1]
    said = srm("register", "check")[1]
    assert said.startswith("4 entries, each as it was entered. The last: ")
    assert srm("register", "backup", "copy.sqlite")[0] == 0
    assert "register: 4 entries, the last of 20" in srm("status")[1]


def test_status_tells_of_a_broken_chain(srm, tmp_path):
    from by_hand import ask, take_guards_away

    srm(*ANN)
    url = f"sqlite:///{tmp_path}/data/register.sqlite"
    take_guards_away(url)
    ask(url, "UPDATE entries SET author = 'another'")
    assert (
        "chain is broken: entry 1 (person P-1) is not as it was entered" in srm("status")[1]
    )
    assert srm("register", "check")[0] == 1


def test_what_people_wrote_steers_no_terminal(srm):
    srm(*ACTION[:3], "what=red \x1b[31m", "side=buyer", "--supplier", "S-1")
    srm(*ACTION[:3], "what=one\ntwo", "side=buyer", "--supplier", "S-1")
    said = srm("register", "list", "action")[1]
    assert "\x1b" not in said
    assert "one two" in said


def test_what_is_withdrawn_leaves_nothing_silently(srm):
    srm(*ACTION, "--supplier", "S-1001")
    srm(
        "register",
        "add",
        "action_date",
        "action=A-1",
        "due_on=2026-11-01",
        "--supplier",
        "S-1001",
    )
    status, said = srm("register", "withdraw", "action", "A-1")
    assert status == 0
    assert (
        "action_date AD-1 still refers to it. Withdraw it, too: srm register withdraw"
        in said
    )
    status, said = srm("register", "withdraw", "action", "A-1")
    assert (status, "was withdrawn on 20" in said) == (2, True)
    assert "refers" not in srm("register", "withdraw", "action_date", "AD-1")[1]


def test_lists_of_one_supplier_and_empty_ones(srm, tmp_path):
    for supplier in ("S-1001", "S-1002"):
        srm(
            "register",
            "add",
            "action",
            f"what=for {supplier}",
            "side=buyer",
            "--supplier",
            supplier,
        )
    srm("register", "export", str(tmp_path / "one"), "action", "--supplier", "S-1002")
    srm("register", "export", str(tmp_path / "none"), "action", "--empty")
    one, none = (
        (tmp_path / name / "action.csv").read_text("utf-8-sig") for name in ("one", "none")
    )
    assert "for S-1002" in one and "for S-1001" not in one
    assert len(none.splitlines()) == 1
    (tmp_path / "action.csv").write_text("record,what,side\nA-2,for both,buyer\n")
    status, said = srm(
        "register", "import", str(tmp_path / "action.csv"), "--supplier", "S-1001"
    )
    assert (status, "expected an id of S-1001: A-2 is of S-1002" in said) == (1, True)
    said = srm("register", "import", str(tmp_path / "action.csv"))[1]
    assert "action A-2: what for S-1002 → for both\n" in said


def test_a_person_is_erased_by_id_and_a_reply_that_is_not_there_is_told(srm):
    srm(*ANN)
    status, said = srm("register", "erase", "Ann Keller")
    assert (status, said) == (2, "P-1 is called so; erase by id: srm register erase P-1\n")
    assert srm("import-reply", "nothere.xlsx")[1].startswith("nothere.xlsx is not there.")


def test_a_second_ending_and_a_misspelled_kind_are_told(srm):
    srm(*ACTION, "--supplier", "S-1001")
    end = (
        "register",
        "add",
        "--supplier",
        "S-1001",
        "action_end",
        "action=A-1",
        "how=done",
    )
    srm(*end, "on=2026-10-01")
    said = srm(*end, "on=2026-10-02")[1]
    assert "A-1 has ended on 2026-10-01; correct that entry with record=AE-1" in said
    assert "did you mean person?" in srm("register", "add", "persn")[1]
