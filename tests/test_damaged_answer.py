"""A kept answer that is damaged costs neither a run nor an edit: `ponte verify` is who tells of it."""

from __future__ import annotations

from pathlib import Path

from clocked import Clocked
from conftest import Home

from tests.fault_sites import Days, release, site, words
from tests.faultserver import FaultServer


def test_a_damaged_kept_answer_costs_no_run_and_no_edit(home: Home, tmp_path: Path) -> None:
    with FaultServer() as server:
        process = Clocked(tmp_path)
        days = Days(home, server, process)
        days.add("worn", site("worn.test"))
        days.run("1")
        kept = "(SELECT sha256 FROM receipts WHERE url = 'http://worn.test/news/2')"
        days.write(f"UPDATE snapshot SET compressed = x'00' WHERE sha256 = {kept}")
        days.write("UPDATE receipts SET headers = '{bad' WHERE url = 'http://worn.test/news/3'")
        for number in (2, 3):
            days.set("worn", **{f"/news/{number}": release(f"worn.test{number}", text=words(f"worn.test{number}")[:2])})
        assert days.run("2", "--recheck", "all")["worn"]["revised"] == 2
