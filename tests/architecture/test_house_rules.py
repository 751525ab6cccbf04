"""Rules that no linter of others knows; each says what it guards against."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "venuecode"
MODULES = sorted(SOURCE.rglob("*.py"))
PURE = [path for path in MODULES if path.name in {"rules.py", "code.py", "model.py"} or path.parent.name == "kernel"]
STATEMENT = re.compile(
    r"\b(select\b.+\bfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\b", re.IGNORECASE | re.DOTALL
)
VAGUE = {"utils", "helpers", "common", "manager", "misc", "base"}
# They speak to a server that is not yet, or not only, the product's schema.
SQL_BESIDE_CODE = {"infra", "cli"}


def _calls(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@pytest.mark.parametrize("path", PURE, ids=_name)
def test_pure_modules_never_ask_for_the_time(path: Path):
    """A rule that reads the clock cannot be tested at a moment, nor replayed in an audit."""
    if path.name == "clock.py":
        return
    asking = {"datetime.now", "datetime.utcnow", "time.time", "date.today", "datetime.today"}
    assert [call for call in _calls(path) if call[1] in asking] == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_sql_stands_in_sql_files(path: Path):
    """A query that hides in a string is missed when the schema changes."""
    if path.relative_to(SOURCE).parts[0] in SQL_BESIDE_CODE:
        return
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and STATEMENT.search(node.value)
    ]
    assert found == []


def test_no_module_has_a_name_that_says_nothing():
    """What goes into `utils` is found by nobody."""
    assert [_name(path) for path in MODULES if path.stem in VAGUE or path.parent.name in VAGUE] == []


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_says_what_it_owns(path: Path):
    """A newcomer finds a behaviour from the folder names and the first line of a file."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_prose_and_code_name_no_machine_path_and_no_registry():
    """The repository must build anywhere; a path or host of one machine in it is a fault for everybody else."""
    root = SOURCE.parents[1]
    # spelled in parts, so that this file does not find itself
    banned = ["/ro" + "ot/", "pypi." + "org", "registry." + "npmjs", "files.python" + "hosted"]
    kinds = (".py", ".md", ".lock", ".toml", ".json", ".ts", ".vue", ".sh", ".yml", ".sql", "Makefile")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True)
    found = [
        f"{name}: {word}"
        for name in listed.stdout.split("\0")
        if name.endswith(kinds) and (root / name).exists()
        for word in banned
        if word in (root / name).read_text("utf-8", "replace")
    ]
    assert found == []
