"""`venuecode serve`: prepares what the server's processes share, then starts them (serving.py)."""

import os
import tempfile


def serve(*, workers: int = 1) -> None:
    """Serve the clients and the API; DATABASE_URL must be set, and its schema be migrated.

    Parameters
    ----------
    workers
        Number of processes.

    """
    with tempfile.TemporaryDirectory(prefix="venuecode-metrics-") as shared:
        if workers > 1:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        # imported late: the metrics library looks at that name once, when it is imported
        from venuecode.cli.serving import start_server  # noqa: PLC0415

        start_server(workers)
