"""`venuecode emulate …`: a channel's stand-in on loopback, and the settings that make a server use it."""

import asyncio
import json
import secrets
import shlex
from typing import Any

from granian.constants import Interfaces
from granian.server.embed import Server

from venuecode.cli.emulate import alipay as alipay_server
from venuecode.cli.emulate import oidc as oidc_server
from venuecode.cli.emulate import wechat as wechat_server
from venuecode.cli.emulate.keys import new_key, private_text, public_text
from venuecode.infra.process import die_with_parent, require_free_port

HOST = "127.0.0.1"
NAMES = {"name_zh": "模拟渠道", "name_en": "Stand-in"}
FIELDS = {
    "application_reviewed": {"thing1": "venue", "thing2": "result"},
    "appeal_answered": {"phrase1": "result"},
    "door_alert": {"thing1": "venue", "thing2": "door", "number3": "count"},
}
TEMPLATES = {name: {"id": f"template-{name}", "fields": fields} for name, fields in FIELDS.items()}


def wechat(*apps: str, port: int = 8101) -> None:
    """Serve WeChat's endpoints on loopback.

    Parameters
    ----------
    apps
        App ids of the mini-programs.
    port
        Port on 127.0.0.1; 0 for any.

    """
    secret = {app_id: secrets.token_hex(16) for app_id in apps or ("wx0000000000000001", "wx0000000000000002")}
    entries = {app_id: {**NAMES, "secret": own, "templates": TEMPLATES} for app_id, own in secret.items()}
    _serve(wechat_server.application(secret), port, "wechat", {"WECHAT": entries, "WECHAT_URL": "{base}"})


def alipay(*apps: str, port: int = 8102) -> None:
    """Serve Alipay's gateway on loopback.

    Parameters
    ----------
    apps
        App ids of the mini-programs.
    port
        Port on 127.0.0.1; 0 for any.

    """
    own = {app_id: new_key() for app_id in apps or ("2021000000000001", "2021000000000002")}
    key = new_key()
    entries = {
        app_id: {
            **NAMES,
            "private_key": private_text(app),
            "alipay_keys": [public_text(key)],
            "templates": TEMPLATES,
        }
        for app_id, app in own.items()
    }
    application = alipay_server.application({app_id: app.public_key() for app_id, app in own.items()}, key)
    _serve(application, port, "alipay", {"ALIPAY": entries, "ALIPAY_URL": "{base}/gateway.do"})


def oidc(*, name: str = "account", port: int = 8103) -> None:
    """Serve an OpenID Connect provider on loopback.

    Parameters
    ----------
    name
        What the settings call it.
    port
        Port on 127.0.0.1; 0 for any.

    """
    secret = secrets.token_hex(16)
    entry = {**NAMES, "issuer": "{base}", "client_id": "venuecode", "client_secret": secret}
    _serve(oidc_server.application({"venuecode": secret}), port, "oidc", {"OIDC": {name: entry}})


def lines(settings: dict[str, Any], base: str) -> list[str]:
    """Return the settings as lines that a shell takes as they stand; `base` is the stand-in's address."""
    texts = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in settings.items()
    }
    return [
        f"export VENUECODE_CHANNELS__{name}={shlex.quote(text.replace('{base}', base))}" for name, text in texts.items()
    ]


def _serve(application: Any, port: int, channel: str, settings: dict[str, Any]) -> None:
    """Print the settings, then serve until stopped."""
    die_with_parent()
    port = require_free_port(HOST, port)
    base = f"http://{HOST}:{port}"
    print("\n".join(lines(settings, base)))
    print(
        f"# {channel} stands in at {base}; paste these lines into the shell that starts the server. Ctrl-C stops it.",
        flush=True,
    )
    server = Server(
        application, address=HOST, port=port, interface=Interfaces.ASGI, log_enabled=False, log_access=False
    )
    asyncio.run(server.serve())
