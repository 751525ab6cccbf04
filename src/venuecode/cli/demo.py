"""`venuecode demo`: the demonstration's data."""

from venuecode.cli.deployment import DATABASE, data_folder, load_settings
from venuecode.cli.refusal import Refusal
from venuecode.infra.embedded import EmbeddedServer
from venuecode.settings import CoreSettings


def reset() -> None:
    """Throw the embedded server's data away; the next `venuecode run` starts over."""
    core = load_settings().get(CoreSettings)
    if core.database_url is not None:
        raise Refusal("`demo reset` empties the embedded server only; DATABASE_URL is set.")
    server = EmbeddedServer(data_folder(core))
    server.start()
    try:
        server.drop_database(DATABASE)
    finally:
        server.stop()
    print("The demonstration's data is gone; the next `venuecode run` makes it anew.")
