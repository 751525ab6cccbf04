"""The commands of an operator, as typed."""

import io

import pytest

from venuecode import cli


@pytest.fixture
def type_in(database_url, tmp_path, monkeypatch, capsys):
    """Return a function that runs a command line and returns (exit code, what was printed)."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("VENUECODE_CORE__DATA_DIR", str(tmp_path))
    monkeypatch.setenv("VENUECODE_IDENTITY__PASSWORD_MEMORY_MIB", "8")

    def run(*words: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["venuecode", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out + printed.err

    return run


def test_the_first_administrator_is_made_once(type_in):
    code, words = type_in("officer", "create", "chief", "--division", "371500")
    assert code == 0
    assert "user chief\npassword " in words
    code, words = type_in("officer", "create", "Chief", "--division", "371500")
    assert (code, "taken" in words) == (2, True)


def test_a_password_is_read_from_standard_input_and_not_printed(type_in, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("correct-horse-7\n"))
    code, words = type_in(
        "officer", "create", "auditor", "--division", "371500", "--role", "auditor", "--password-stdin"
    )
    assert code == 0
    assert "password" not in words


@pytest.mark.parametrize(("division", "password"), [("999999", "correct-horse-7"), ("371500", "short")])
def test_what_cannot_be_is_refused_in_words(type_in, monkeypatch, division, password):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    code, words = type_in("officer", "create", "chief", "--division", division, "--password-stdin")
    assert (code, words.startswith("venuecode: ")) == (2, True)


def test_the_record_is_verified_against_a_head_kept_elsewhere(type_in):
    type_in("officer", "create", "chief", "--division", "371500")
    code, words = type_in("audit", "verify")
    assert (code, "1 events, 0 changes of colour, intact." in words) == (0, True)
    head = words.split("Head: ")[1].strip()
    assert type_in("audit", "verify", "--head", head)[0] == 0
    code, words = type_in("audit", "verify", "--head", "9:" + "00" * 32)
    assert (code, "head_missing at 9" in words, "NOT INTACT" in words) == (1, True, True)
    assert type_in("audit", "verify", "--head", "nonsense")[0] == 2


def test_keys_are_changed_step_by_step(type_in):
    type_in("officer", "create", "chief", "--division", "371500")
    assert "keys use 2" in type_in("keys", "add", "--algorithm", "sm4-gcm")[1]
    assert type_in("keys", "use", "2")[0] == 0
    code, words = type_in("keys", "reseal")
    assert (code, "person.name: 0 values" in words) == (0, True)
    assert type_in("keys", "drop", "2")[0] == 2
    assert type_in("keys", "drop", "1")[0] == 0
    assert type_in("keys", "drop", "1")[0] == 2
