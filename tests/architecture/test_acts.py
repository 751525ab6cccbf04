"""What the record holds can be read: each act that the server writes down has words in the console."""

import ast
import re
from pathlib import Path

from venuecode.audit.model import ActorKind

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "clients" / "console" / "src" / "i18n" / "texts"
ACTS, AUDIT = TEXTS / "acts.ts", TEXTS / "audit.ts"
WORDED = re.compile(r"^  '([a-z_]+\.[a-z_]+)': \['.+', ['\"].+['\"]\],$", re.MULTILINE)
NAME = re.compile(r"[a-z_]+\.[a-z_]*[a-z]")


def recorded(tree: ast.AST) -> set[str]:
    """Return the acts that are given as they stand to a call of `record`."""
    found = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "record":
            given = [*call.args, *(keyword.value for keyword in call.keywords)]
            words = (part.value for one in given for part in ast.walk(one) if isinstance(part, ast.Constant))
            found |= {word for word in words if isinstance(word, str) and NAME.fullmatch(word)}
    return found


def test_each_act_of_the_record_has_words_in_the_console():
    worded = set(WORDED.findall(ACTS.read_text("utf-8")))
    assert len(worded) > 100
    sources = (ROOT / "src" / "venuecode").rglob("*.py")
    acts = set().union(*(recorded(ast.parse(file.read_text("utf-8"))) for file in sources))
    assert len(acts) > 40
    assert acts <= worded, sorted(acts - worded)


def test_each_kind_of_thing_and_of_actor_in_the_record_has_words_in_the_console():
    sources = "".join(file.read_text("utf-8") for file in (ROOT / "src" / "venuecode").rglob("*.py"))
    kinds = set(re.findall(r"""Subject\(\s*"([a-z_]+)\"""", sources)) | {"duty_contact", "duty_webhook"}
    assert len(kinds) > 10
    worded = AUDIT.read_text("utf-8")
    wanted = {f"on_{kind}" for kind in kinds} | {f"kind_{kind}" for kind in ActorKind}
    assert not [name for name in sorted(wanted) if f"  {name}: ['" not in worded]
