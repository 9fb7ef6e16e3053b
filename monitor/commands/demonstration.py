"""`ponte demo`: the whole job against the replica, three days of it, then what came of it."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from monitor.errors import PonteError, UsageError
from monitor.progress import one_line
from monitor.report import print_report
from storage.archive import Archive
from storage.model import Query, RunReport

DAYS = (1, 2, 3)


def demo_command(folder: Path | None, *, serve: bool, quiet: bool) -> int:
    """Run days 1 to 3 against the replica on a free loopback port; each day is a `ponte run` of its own, as in life.

    Day 1 finds what is there, days 2 and 3 what was added, edited and taken away: known releases are all asked again.
    """
    from demo.replica import Replica

    home = folder or Path(tempfile.mkdtemp(prefix="ponte-demo-"))
    try:
        home.mkdir(parents=True, exist_ok=True)
        config = write_config(home)
    except OSError as error:
        raise UsageError(f"cannot use the folder {home}: {error.strerror}") from error
    with Replica(day=1) as replica:
        for day in DAYS:
            replica.set_day(day)
            run_day(config, replica.address, day, quiet=quiet)
        show_newest(home / "archive.db")
        print(f"\narchive  {home / 'archive.db'}\nfeeds    {home / 'public'}\nconfig   {config}")
        command = f"{Path(sys.executable).with_name('ponte')} --config {config}"
        print(f"\nLook further:\n  {command} announcements\n  {command} search 合作")
        if serve:
            serve_until_stopped(replica.address, home / "public")
    return 0


def write_config(home: Path) -> Path:
    """The demo's config: every source that the replica answers for."""
    from demo.config import CONFIG

    path = home / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def run_day(config: Path, replica: str, day: int, *, quiet: bool) -> None:
    """One day's run in a child, its report printed as a table."""
    command = [sys.executable, "-m", "monitor", "--config", str(config), "--replica", replica, "--json", "--quiet"]
    child = subprocess.run([*command, "run", "--recheck", "all"], capture_output=True, text=True, check=False)
    if not child.stdout.strip():
        raise PonteError(f"day {day} did not run: {one_line(child.stderr, 500)}")
    if quiet:
        return
    print(f"\nDay {day}")
    print_report(msgspec.json.decode(child.stdout, type=RunReport))


def show_newest(archive: Path) -> None:
    """The three newest announcements, as a subscriber would see them."""
    reader = Archive.open_reader(archive)
    try:
        found = reader.announcements(Query(), 3)
    finally:
        reader.close()
    print("\nNewest announcements")
    for announcement, release in found:
        finding = announcement.finding
        print(f"  [{finding.strength}] {one_line(announcement.title)}")
        print(f"      {release.published or 'undated'} · {finding.instrument or '-'} · {' '.join(finding.countries)} · {release.url}")


def serve_until_stopped(replica: str, public: Path) -> None:
    """Keep the replica and a small feed server up until Ctrl-C."""
    from monitor.feedserver import FeedServer

    with FeedServer(public) as server:
        print(
            f"\nreplica  {replica}  (send it a site's Host header)\nfeeds    {server.address}/announcements.atom\nCtrl-C ends both.",
            flush=True,
        )
        server.wait()
