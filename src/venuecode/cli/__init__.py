"""The command line: thin commands over the features' services. A command's module is imported when it is called."""

import errno
import os
import sys
from importlib.metadata import version

from cyclopts import App

from venuecode.cli.refusal import Refusal

Commands = dict[str, tuple[str, str]]
"""Name → where it lies below this package, and what it does in a line."""

COMMANDS: Commands = {
    "run": ("run:run", "Start everything on this machine, with demo data (一键启动)"),
    "serve": ("serve:serve", "Serve the clients and the API over DATABASE_URL"),
    "worker": ("worker:worker", "Run background jobs over DATABASE_URL"),
    "migrate": ("database:migrate", "Bring the database to this release's schema"),
    "doctor": ("doctor:doctor", "Say what is wrong with an installation (检查安装)"),
    "openapi": ("describe:openapi", "Print the API's document"),
    "settings": ("describe:settings", "Print every setting with its default"),
}
GROUPS: dict[str, tuple[str, Commands]] = {
    "audit": (
        "The record of who did what",
        {"verify": ("audit:verify", "Walk the chain of the record")},
    ),
    "bench": (
        "Measurements that anybody can repeat",
        {
            "posters": ("bench_posters:posters", "How fast posters are made"),
            "scan": ("bench.scan:scan", "How many scans a second are stored and answered"),
            "trace": ("bench.trace:trace", "How fast contacts are found while scans go on"),
            "status": ("bench.status:status", "How long everybody's status takes, and what it costs scans"),
        },
    ),
    "health": (
        "Statuses",
        {"recompute": ("health:recompute", "Bring everybody's status to the active policy")},
    ),
    "monitoring": (
        "Counts of visits",
        {"rebuild": ("monitoring:rebuild", "Make the counts again from the visits that are kept")},
    ),
    "retention": (
        "How long personal data is kept",
        {
            "preview": ("retention:preview", "Say what would be destroyed now"),
            "run": ("retention:run", "Destroy what has lived its time (到期销毁)"),
        },
    ),
    "emulate": (
        "Stand-ins of the channels' servers, for developing and testing (渠道模拟器)",
        {
            "wechat": ("emulate.commands:wechat", "WeChat's sign-in and subscribed messages"),
            "alipay": ("emulate.commands:alipay", "Alipay's gateway, signed both ways"),
            "oidc": ("emulate.commands:oidc", "A provider of OpenID Connect accounts"),
        },
    ),
    "keys": (
        "The keys that seal personal fields",
        {
            "add": ("keys:add", "Add a key"),
            "drop": ("keys:drop", "Drop a key that seals nothing any more"),
            "rotate-signing": ("keys:rotate_signing", "Let a new key sign personal codes from a moment on"),
            "reseal": ("keys:reseal", "Seal every field with the current key"),
            "use": ("keys:use", "Seal new fields with another key"),
        },
    ),
    "demo": (
        "The demonstration's invented people and venues",
        {
            "logins": ("demo:logins", "Who can sign in (演示账号)"),
            "reset": ("demo:reset", "Throw the demonstration's data away (重置演示数据)"),
            "totp": ("demo:totp", "The present code of a demo officer (当前动态口令)"),
        },
    ),
    "device": (
        "Devices at doors",
        {"simulate": ("device.simulate:simulate", "Be an unattended terminal, without hardware (软件终端)")},
    ),
    "officer": (
        "Officers' accounts",
        {"create": ("officer:create", "Make an account from the machine itself, the first one for example")},
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
    _add(app, COMMANDS)
    for group, (about, commands) in GROUPS.items():
        inner = App(name=group, help=about)
        _add(inner, commands)
        app.command(inner)
    return app


def _add(app: App, commands: Commands) -> None:
    for name, (place, does) in commands.items():
        app.command(f"{__name__}.{place}", name=name, help=does)


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
        return "设置有误 the settings are not usable:\n" + "\n".join(f"  - {line}" for line in fault.faults)
    if isinstance(fault, Refusal | EmbeddedFault | InUse):
        return str(fault)
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return f"the disk is full ({fault.filename or 'no space left'}). Nothing that was acknowledged is lost."
    return None
