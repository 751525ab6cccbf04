import json
import os
import subprocess
import sys

import pytest

from venuecode.cli import COMMANDS, GROUPS, build, take_config
from venuecode.cli.emulate.commands import lines

PATHS = [[name] for name in COMMANDS] + [[group, name] for group, (_, names) in GROUPS.items() for name in names]


def test_the_command_line_answers_without_loading_the_product():
    code = (
        "import sys; from venuecode.cli import build; build(); print([m for m in sys.modules if m == 'venuecode.app'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_can_be_imported(path: list[str]):
    command, _, _ = build().parse_args([*path, "--help"], exit_on_error=False, print_error=False)
    assert callable(command)
    app = build()
    for name in path:
        app = app[name]
    assert callable(app.default_command)
    assert app.help


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(["--config", "x.toml", "run"], ["run"]), (["run", "--config=x.toml"], ["run"]), (["run"], ["run"])],
)
def test_the_settings_file_may_be_named_anywhere(typed: list[str], kept: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("VENUECODE_CONFIG", "")
    assert take_config(typed) == kept


def test_what_a_stand_in_prints_can_be_pasted_into_a_shell():
    entry = {"account": {"name_zh": "它's 模拟", "issuer": "{base}"}}
    printed = "\n".join(lines({"OIDC": entry, "WECHAT_URL": "{base}"}, "http://127.0.0.1:8103"))
    show = 'printf %s\\\\n "$VENUECODE_CHANNELS__OIDC" "$VENUECODE_CHANNELS__WECHAT_URL"'
    done = subprocess.run(["sh", "-c", f"{printed}\n{show}"], capture_output=True, env=dict(os.environ), check=True)
    table, address = done.stdout.decode().splitlines()
    assert json.loads(table) == {"account": {"name_zh": "它's 模拟", "issuer": "http://127.0.0.1:8103"}}
    assert address == "http://127.0.0.1:8103"
