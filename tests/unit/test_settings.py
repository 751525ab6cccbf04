from pathlib import Path

import pytest

from venuecode.sections import SECTIONS
from venuecode.settings import CoreSettings, SettingsFault, load, settings_document


def _faults(environ: dict[str, str], toml: Path | None = None) -> list[str]:
    with pytest.raises(SettingsFault) as caught:
        load(SECTIONS, toml, environ)
    return caught.value.faults


def test_all_faults_are_told_at_once_and_no_secret_with_them(tmp_path: Path):
    toml = tmp_path / "venuecode.toml"
    toml.write_text('[core]\nport = 99999\npublic_url = "ftp://x/y"\nkeys = ["hush-hush"]\n[cor]\nx = 1\n')
    faults = _faults({"VENUECODE_PORT": "8001", "VENUECODE_CORE__POOL_SIZE": "many"}, toml)
    told = "\n".join(faults)
    for part in ("[cor]", "core.port", "core.public_url", "core.keys", "core.pool_size", "VENUECODE_PORT"):
        assert part in told
    assert "hush" not in told


@pytest.mark.parametrize(
    ("variable", "near"),
    [
        ("VENUECODE_CORE__PROT", "core.port (VENUECODE_CORE__PORT)"),
        ("VENUECODE_PORT", "core.port (VENUECODE_CORE__PORT)"),
        ("VENUECODE_COR__DATA_DIR", "core.data_dir (VENUECODE_CORE__DATA_DIR)"),
    ],
)
def test_a_misspelt_setting_is_told_with_the_nearest_one_in_both_languages(variable: str, near: str):
    (fault,) = _faults({variable: "8001"})
    assert f"did you mean {near}?" in fault
    assert "没有这个设置，是否指" in fault


def test_a_wrong_value_is_told_in_plain_words_of_both_languages():
    text, low = _faults({"VENUECODE_CORE__POOL_SIZE": "1", "VENUECODE_CORE__DEMO": "perhaps"})
    assert low == "core.pool_size (VENUECODE_CORE__POOL_SIZE): it must be 2 or more 不能小于 2"
    assert text == "core.demo (VENUECODE_CORE__DEMO): it must be true or false 应为 true 或 false"


def test_a_secret_is_not_in_what_settings_print():
    settings = load(SECTIONS, None, {"DATABASE_URL": "postgresql://u:hush@h/d"})
    assert "hush" not in repr(settings.get(CoreSettings))


def test_the_environment_wins_over_the_file(tmp_path: Path):
    toml = tmp_path / "venuecode.toml"
    toml.write_text("[core]\nport = 1\npool_size = 3\n")
    core = load(SECTIONS, toml, {"VENUECODE_CORE__PORT": "2"}).get(CoreSettings)
    assert (core.port, core.pool_size) == (2, 3)


def test_a_file_that_cannot_be_read_is_a_fault_in_words(tmp_path: Path):
    assert "No such file" in _faults({}, tmp_path / "nothing.toml")[0]
    broken = tmp_path / "broken.toml"
    broken.write_text("[core\n")
    assert str(broken) in _faults({}, broken)[0]


DEMO = {"VENUECODE_CORE__DEMO": "1", "VENUECODE_CORE__HOST": "192.0.2.1"}


@pytest.mark.parametrize(
    "told", [{}, {"VENUECODE_CORE__DEMO_ON_NETWORK": "1"}, {"VENUECODE_CORE__DEMO_OPEN_TO_ANYBODY": "1"}]
)
def test_demo_mode_does_not_listen_to_the_network_unless_told_twice(told: dict[str, str]):
    assert "loopback" in _faults({**DEMO, **told})[0]


def test_demo_mode_listens_to_the_network_when_told_twice():
    told = {"VENUECODE_CORE__DEMO_ON_NETWORK": "1", "VENUECODE_CORE__DEMO_OPEN_TO_ANYBODY": "1"}
    assert load(SECTIONS, None, {**DEMO, **told}).get(CoreSettings).demo


def test_the_page_of_settings_is_fresh(repository: Path):
    assert (repository / "docs/settings.md").read_text("utf-8") == settings_document(SECTIONS), "run `make docs`"
