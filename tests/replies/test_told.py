"""What commands say of what they have entered."""

from __future__ import annotations

from small_world import small_home

from srmlib.cli import main


def test_a_supplier_that_the_snapshot_has_not_is_told(tmp_path, capsys):
    workspace = small_home(tmp_path, suppliers=[{"supplier_id": "S-1001", "name": "Brno"}])

    def add(supplier: str) -> str:
        words = ["register", "add", "action", "what=visit", "side=buyer", "--author", "x"]
        home = ["--home", str(workspace.root)]
        assert main([*home, *words, "--supplier", supplier]) == 0
        return capsys.readouterr().out

    said = add("S-9999")
    assert " entered\nThere is no supplier 'S-9999' in snapshot " in said
    assert "Withdraw it with: srm register withdraw action A-" in said
    assert "There is no supplier" not in add("S-1001")


def test_the_form_that_is_entered_as_sent_is_told_once(room, capsys):
    ask = ["reply-form", "S-1001", "2026Q3", "--on", "2026-11-02", "--to", "planner"]
    home = ["--home", str(room.workspace.root)]
    told = []
    for _ in range(2):
        assert main([*home, *ask]) == 0
        told.append(capsys.readouterr().out)
    assert told[0].endswith("entered: reply form of 2026Q3 sent on 2026-11-02\n")
    assert "entered: " not in told[1]
