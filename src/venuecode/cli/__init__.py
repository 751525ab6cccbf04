"""The command line: thin commands over the features' services. A command's module is imported when it is called."""

import errno
import os
import sys
from importlib.metadata import version

from cyclopts import App

from venuecode.cli.refusal import Refusal

COMMANDS = {
    "run": ("venuecode.cli.run:run", "Run the whole product on this machine, with invented people and venues"),
    "serve": ("venuecode.cli.serve:serve", "Serve the pages and the API"),
    "worker": ("venuecode.cli.worker:worker", "Do the background work: imports, posters, upkeep"),
    "migrate": ("venuecode.cli.database:migrate", "Bring the database to this release's schema"),
    "doctor": ("venuecode.cli.doctor:doctor", "Say what is wrong with this installation"),
    "openapi": ("venuecode.cli.describe:openapi", "Print the API's document"),
    "settings": ("venuecode.cli.describe:settings", "Print every setting"),
}
"""Command → where it is, and what the list of commands says of it without importing it."""
GROUPS: dict[str, tuple[str, dict[str, str]]] = {
    "audit": ("The record of who did what", {"verify": "venuecode.cli.audit:verify"}),
    "bench": (
        "Measurements that anybody can repeat",
        {"posters": "venuecode.cli.bench_posters:posters", "scan": "venuecode.cli.bench.scan:scan"},
    ),
    "keys": (
        "The keys that seal personal fields",
        {
            "add": "venuecode.cli.keys:add",
            "drop": "venuecode.cli.keys:drop",
            "reseal": "venuecode.cli.keys:reseal",
            "use": "venuecode.cli.keys:use",
        },
    ),
    "demo": (
        "The demonstration's invented people and venues",
        {
            "logins": "venuecode.cli.demo:logins",
            "reset": "venuecode.cli.demo:reset",
            "totp": "venuecode.cli.demo:totp",
        },
    ),
    "officer": (
        "Officers' accounts",
        {"create": "venuecode.cli.officer:create"},
    ),
}
"""Group → what it is about, and its commands."""


def build() -> App:
    """Return the command line with all its commands, none of them imported yet."""
    app = App(
        name="venuecode",
        help="Venue codes (场所码): register a visit and verify health in one scan.",
        help_epilogue="--config FILE (or VENUECODE_CONFIG) names a TOML file of settings; docs/settings.md lists them.",
        version=lambda: version("venuecode"),
        help_format="plaintext",
        result_action="return_value",
    )
    for name, (target, about) in COMMANDS.items():
        app.command(target, name=name, help=about)
    for group, (about, commands) in GROUPS.items():
        inner = App(name=group, help=about)
        for name, target in commands.items():
            inner.command(target, name=name)
        app.command(inner)
    return app


def take_config(arguments: list[str]) -> list[str]:
    """Put `--config FILE`, wherever it stands, into the environment, so that every process started sees it."""
    rest = list(arguments)
    for index, word in enumerate(rest):
        if word == "--config" and index + 1 < len(rest):
            os.environ["VENUECODE_CONFIG"] = rest[index + 1]
            del rest[index : index + 2]
            break
        if word.startswith("--config="):
            os.environ["VENUECODE_CONFIG"] = word.removeprefix("--config=")
            del rest[index]
            break
    return rest


def main() -> None:
    """Run the command line; what it refuses is said in words, with exit code 2."""
    try:
        code = build()(take_config(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as fault:
        refusal = _refusal(fault)
        if refusal is None:
            raise
        print(f"venuecode: {refusal}", file=sys.stderr)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)


def _refusal(fault: Exception) -> str | None:
    """Return the words for a fault that the operator can act on; nothing for our own mistakes."""
    # imported late: the command line must answer --help without loading the product
    from venuecode.infra.binaries import EmbeddedFault  # noqa: PLC0415
    from venuecode.infra.process import InUse  # noqa: PLC0415
    from venuecode.settings import SettingsFault  # noqa: PLC0415

    if isinstance(fault, SettingsFault):
        return "the settings are not usable:\n" + "\n".join(f"  - {line}" for line in fault.faults)
    if isinstance(fault, Refusal | EmbeddedFault | InUse):
        return str(fault)
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return f"the disk is full ({fault.filename or 'no space left'}). Nothing that was acknowledged is lost."
    return None
