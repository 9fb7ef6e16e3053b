"""config.toml: every mistake is one line that names the place, the nearest key and stops the program (FAULTS O01-O04)."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.network import Target
from monitor.config import load
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
        ("[network]\nreplica = 'http://10.0.0.1:80'\n", 2, ["loopback"]),
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


def test_the_projects_own_config_is_sound_and_covers_the_seven_kinds_of_site() -> None:
    loaded = load(ROOT / "config.toml")
    assert {source.kind for source in loaded.sources if source.enabled} >= {"forum-macao", "gcs", "gov-mo", "dsedt", "ipim", "trs", "ein"}
