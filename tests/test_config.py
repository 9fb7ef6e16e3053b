"""config.toml: every mistake is one line that names the place, the nearest key and stops the program (FAULTS O01-O04)."""

from __future__ import annotations

import dataclasses
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import Home
from hypothesis import given
from hypothesis import strategies as st

from crawlers.network import Target
from crawlers.spiders import kinds, spider_class
from monitor import config as tables
from monitor import daemon
from monitor.config import Config, exceptions, in_words, interval, legacy_hosts, load
from monitor.errors import ConfigError

ROOT = Path(__file__).parent.parent
SOUND = """
[archive]
path = "a.db"

[sources.gcs]
kind = "forum-macao"
label = "Government Information Bureau"
languages = ["zh-Hant", "pt"]
"""


def config(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_config_is_read_and_paths_are_relative_to_it(tmp_path: Path) -> None:
    loaded = load(config(tmp_path, SOUND))
    assert loaded.archive == tmp_path / "a.db"
    assert loaded.public == tmp_path / "var/public"
    assert [source.name for source in loaded.sources] == ["gcs"]
    assert loaded.sources[0].languages == ("zh-Hant", "pt")
    assert loaded.timezone == "Asia/Macau"
    assert not loaded.sources[0].fetch_attachments


def test_documents_are_fetched_where_a_source_wants_them(tmp_path: Path) -> None:
    chosen = load(config(tmp_path, SOUND + "fetch_attachments = true\n[sources.other]\nkind = 'gcs'\n"))
    assert [source.fetch_attachments for source in chosen.sources] == [True, False]


def test_the_command_line_stands_over_the_file(tmp_path: Path) -> None:
    loaded = load(config(tmp_path, SOUND), archive=tmp_path / "b.db", replica="http://127.0.0.1:8123")
    assert loaded.archive == tmp_path / "b.db"
    assert loaded.network.replica == Target("127.0.0.1", 8123)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[archiv]\npath = 'x'\n", 1, ["'archiv'", "did you mean 'archive'"]),
        ("[archive]\npaht = 'x'\n", 2, ["'paht'", "did you mean 'path'"]),
        ("[feeds]\n\nwindow = 'ten'\n", 3, ["expected int, got str"]),
        ("[sources.gcs]\nkind = 'gsc'\n", 2, ["'gsc'", "did you mean 'gcs'"]),
        ("[sources.gcs]\nlabel = 'x'\n", 1, ["kind is missing"]),
        ("[sources.gcs]\nkind = 'gcs'\nmax_page = 3\n", 3, ["did you mean 'max_pages'"]),
        ("[sources.gcs]\nkind = 'gov-mo'\nlanguages = ['zh-hant']\n", 3, ["'zh-hant'", "'zh-Hant'"]),
        ("[sources.gcs]\nkind = 'gcs'\nlanguages = ['pt']\n", 3, ["no languages to choose"]),
        ("[sources.gcs]\nkind = 'gcs'\nfeeds = ['zh']\n", 1, ["zh"]),
        ("[sources.gcs]\nkind = 'gcs'\nmax_pages = 0\n", 3, ["at least 1"]),
        ("[sources.GCS]\nkind = 'gcs'\n", 1, ["small letters"]),
        ("[schedule]\ntimezone = 'Macau'\n", 2, ["'Macau'"]),
        ("[schedule]\ntimezone = ''\n", 2, ["time zone"]),
        ("[sources.gcs]\nkind = 'gcs'\ncron = '0 0 * * 0'\n", 3, ["weekdays as names"]),
        ("[sources.gcs]\nkind = 'gcs'\ncron = '0 0 * *'\n", 3, ["five fields"]),
        ("[sources.gcs]\nkind = 'gcs'\nevery = '3 hours'\n", 3, ["'3 hours'", "30m, 3h or 1d"]),
        ("[sources.gcs]\nkind = 'gcs'\nevery = '0h'\n", 3, ["every = '0h'"]),
        ("[sources.gcs]\nkind = 'gcs'\nevery = 3\n", 3, ["expected str, got int"]),
        ("[sources.gcs]\nkind = 'gcs'\n\nwindow = '34'\n", 4, ["window = '34'", "1d"]),
        ("[sources.gcs]\nkind = 'gcs'\nevry = '3h'\n", 3, ["did you mean 'every'"]),
        ("[sources.gcs]\nkind = 'gcs'\ntsl = 'legacy'\n", 3, ["did you mean 'tls'"]),
        ("[sources.gcs]\nkind = 'gcs'\ntls = 'off'\n", 3, ["tls = 'off'", "'legacy'", "verified in any case"]),
        ("[sources.gcs]\nkind = 'gcs'\ncron = ''\n", 3, ["five fields"]),
        ("[sources.a]\nkind = 'listing'\nstart = ['/news']\nrelease = 'x'\n", 3, ["'/news'", "absolute"]),
        ("[sources.a]\nkind = 'listing'\nstart = ['https://a.mo/']\nrelease = '(A'\n", 4, ["'(A'", "regular expression"]),
        ("[sources.a]\nkind = 'listing'\nstart = ['https://a.mo/']\n", 1, ["release is missing"]),
        ("[network]\nreplica = 'http://10.0.0.1:80'\n", 2, ["loopback"]),
        ("[network]\ndelay = -3\n", 2, ["0 to 3600"]),
        ("[network]\ndelay = nan\n", 2, ["0 to 3600"]),
        ("[network]\ntimeout = inf\n", 2, ["1 to 600"]),
        ("[network]\nmax_megabytes = -1\n", 2, ["1 to 1000"]),
        ("[feeds]\nwindow = 0\n", 2, ["1 to 1000"]),
        ("[feeds]\nbase_url = 'feeds.example.org'\n", 2, ["slash at the end"]),
        ("[archive]\npath = ''\n", 2, ["need a name each"]),
        ("[sources.gcs]\nkind = 'gcs'\nencoding = 'klingon'\n", 3, ["'klingon'"]),
        ("[sources.gcs]\nkind = 'gcs'\ndelay = -1\n", 3, ["0 to 3600"]),
        ("[network.hosts]\n'www.gov.mo' = '192.168.0.1:80'\n", 2, ["loopback"]),
        ('[network]\ncontact = "a\\nb"\n', 2, ["header"]),
    ],
)
def test_o01_o04_a_mistake_names_its_line_and_the_nearest_word(tmp_path: Path, text: str, line: int, words: list[str]) -> None:
    with pytest.raises(ConfigError) as error:
        load(config(tmp_path, text))
    said = str(error.value)
    assert f"line {line}" in said
    assert "\n" not in said
    assert all(word in said for word in words), said


def test_o02_a_source_named_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 4"):
        load(config(tmp_path, "[sources.a]\nkind = 'gcs'\n\n[sources.a]\nkind = 'gcs'\n"))


def test_a_missing_file_and_a_file_of_another_encoding(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="--config"):
        load(tmp_path / "none.toml")
    path = tmp_path / "c.toml"
    path.write_bytes(b"# caf\xe9\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        load(path)


def test_an_unknown_source_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'gcs'"):
        load(config(tmp_path, SOUND)).source("gsc")


# ---- rhythm ----------------------------------------------------------------------------------------------------------


def rhythm(tmp_path: Path, *lines: str, schedule: str = "") -> Config:
    return load(config(tmp_path, f"[schedule]\n{schedule}\n[sources.gcs]\nkind = 'gcs'\n" + "\n".join(lines) + "\n"))


@given(st.integers(1, 99999), st.sampled_from("mhd"))
def test_an_interval_reads_back_as_itself(number: int, unit: str) -> None:
    value = interval(f"{number}{unit}")
    assert interval(in_words(value)) == value
    assert len(in_words(value)) <= len(f"{number}{unit}")


def test_intervals_as_people_write_them() -> None:
    assert interval("34h") == timedelta(hours=34)
    assert interval("30 m") == timedelta(minutes=30)
    assert [in_words(interval(each)) for each in ("90m", "120m", "24h", "34h", "7d")] == ["90m", "2h", "1d", "34h", "7d"]


@given(st.text(alphabet="0123456789mhd .-", max_size=8))
def test_whatever_stands_there_is_an_interval_or_a_mistake(text: str) -> None:
    if re.fullmatch("[1-9][0-9]{0,4} ?[mhd]", text):
        assert interval(text) > timedelta()
    else:
        with pytest.raises(ValueError, match="no interval") as error:
            interval(text)
        assert repr(text) in str(error.value)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["every = '3h'", "window = '34h'"], []),
        (["window = '34h'", "cron = '17 3 * * *'"], []),
        (["window = '34h'", "cron = '17 3 * * mon-fri'"], ["leaves 3d", "for 34h"]),
        (["window = '34h'", "cron = '0 0 1 * *'"], ["leaves 28d"]),
        (["window = '23h'", "cron = '17 3 * * *'"], ["leaves 1d", "for 23h"]),
        (["every = '3h'", "cron = '0 8,9,20 * * *'"], ["again after 1h", "safe interval is 3h"]),
        (["every = '3h'", "cron = '*/10 * * * *'"], ["again after 10m"]),
        (["every = '6h'"], ["'17 */3 * * *'", "again after 3h"]),
        (["every = '6h'", "enabled = false"], []),
        (["cron = '* * * * *'"], []),
    ],
)
def test_a_schedule_is_measured_over_a_week(tmp_path: Path, lines: list[str], words: list[str]) -> None:
    found = daemon.schedule_warnings(rhythm(tmp_path, *lines))
    assert len(found) == bool(words)
    assert all(word in found[0] and "[sources.gcs]" in found[0] for word in words), found


def test_gaps_are_real_time_where_clocks_change(tmp_path: Path) -> None:
    """A week in the zone of the config; January's has no change of clocks, so every day has 24 hours in Lisbon too."""
    assert daemon.schedule_warnings(rhythm(tmp_path, "window = '24h'", "cron = '30 1 * * *'", schedule="timezone = 'Europe/Lisbon'")) == []


def test_what_contradicts_itself_is_a_warning_with_its_line(tmp_path: Path) -> None:
    (warning,) = rhythm(tmp_path, "every = '2d'", "window = '34h'").warnings
    assert "line 6" in warning
    assert "34h" in warning
    (other,) = load(config(tmp_path, "[sources.j]\nkind = 'trs'\ntls = 'legacy'\n")).warnings
    assert "line 3" in other
    assert "plain http" in other


def test_check_config_prints_warnings_and_is_content(home: Home) -> None:
    home.config.write_text("[sources.gcs]\nkind = 'gcs'\nevery = '2d'\nwindow = '34h'\ncron = '1 1 * * mon'\n", encoding="utf-8")
    done = home.ponte("check", "--config")
    assert done.code == 0
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == ["warning"] * 2
    assert "leaves 7d" in done.err
    assert done.out.endswith("1 sources, 1 enabled, 2 warnings\n")


def test_the_daemon_says_its_warnings_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def served(*_: object, **__: object) -> int:
        return 0

    monkeypatch.setattr(daemon, "_serve", served)
    loaded = rhythm(tmp_path, "every = '2d'", "window = '34h'", "cron = '1 1 * * mon'")
    with caplog.at_level(logging.WARNING, logger="ponte.daemon"):
        assert daemon.daemon(loaded, loaded.file) == 0
    assert len([line for line in caplog.messages if line.startswith("warning: ")]) == 2


# ---- exceptions ------------------------------------------------------------------------------------------------------


def test_t20_an_exception_is_its_sources_own_and_shown(tmp_path: Path, home: Home) -> None:
    text = (
        "[sources.dsedt]\nkind = 'dsedt'\ntls = 'legacy'\n"
        "[sources.gcs]\nkind = 'gcs'\n"
        "[sources.old]\nkind = 'listing'\nstart = ['https://old.mo:8443/']\nrelease = 'x'\nhosts = ['news.old.mo']\ntls = 'legacy'\n"
        "[sources.plain]\nkind = 'trs'\n"
    )
    loaded = load(config(tmp_path, text))
    # DSEDT leads to the news bureau's releases, which stay as they are.
    assert loaded.network.legacy_tls == {"www.dsedt.gov.mo", "dsedt.gov.mo", "old.mo:8443", "news.old.mo"}
    assert not any("gcs" in host for host in loaded.network.legacy_tls)
    assert [exceptions(source) for source in loaded.sources] == [("legacy TLS",), (), ("legacy TLS",), ("plain http",)]
    assert legacy_hosts(loaded.source("old")) == {"old.mo:8443", "news.old.mo"}
    assert loaded.network.is_legacy("old.mo", 8443)
    assert loaded.network.is_legacy("www.dsedt.gov.mo", 443)
    assert not loaded.network.is_legacy("old.mo", 443)
    assert not loaded.network.is_legacy("www.gcs.gov.mo", 443)
    home.config.write_text(text, encoding="utf-8")
    rows = home.ponte("sources").out.splitlines()[2:]
    assert [row.rpartition("  ")[2] for row in rows] == ["legacy TLS", "-", "legacy TLS", "plain http"]


# ---- the documents ---------------------------------------------------------------------------------------------------


def documented() -> dict[str, set[str]]:
    """Keys by heading of docs/config.md: the first cell of each row of its tables."""
    found: dict[str, set[str]] = {}
    heading = ""
    for line in (ROOT / "docs/config.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").replace("`", "")
        elif line.startswith("| `"):
            found.setdefault(heading, set()).update(re.findall(r"`([^`]+)`", line.split("|")[1]))
    return found


def test_docs_config_md_names_every_key_and_no_other() -> None:
    told = documented()
    for name, table in tables.TABLES.items():
        assert told[f"[{name}]"] == {each.name for each in dataclasses.fields(table)}, name
    assert told["[sources.NAME]"] == {each.name for each in dataclasses.fields(tables.SourceTable)}


@pytest.mark.parametrize("kind", kinds())
def test_docs_config_md_names_every_fact_of_a_kind(kind: str) -> None:
    assert documented().get(f"Facts of {kind}", set()) == {each.name for each in dataclasses.fields(spider_class(kind).Options)}


def test_the_projects_own_config_is_sound_and_has_every_kind_of_site() -> None:
    loaded = load(ROOT / "config.toml")
    assert {source.kind for source in loaded.sources} >= {"forum-macao", "gcs", "gov-mo", "dsedt", "ipim", "trs", "ein", "listing"}
    assert {source.kind for source in loaded.sources if source.enabled} >= {"forum-macao", "gcs", "gov-mo", "trs"}
