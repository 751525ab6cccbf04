"""Health, readiness and metrics for those who operate the system."""

from typing import Annotated

from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from venuecode.infra.db import Database
from venuecode.infra.http import Public, provided
from venuecode.kernel.errors import Busy

router = APIRouter(tags=["operation"])


@router.get("/healthz", include_in_schema=False)
async def healthz(_: Public) -> dict[str, str]:
    """The process runs."""
    return {"status": "ok"}


@router.get("/readyz", include_in_schema=False)
async def readyz(_: Public, db: Annotated[Database, Depends(provided(Database))]) -> dict[str, str]:
    """The process can serve: the database answers."""
    try:
        async with db.connection() as connection:
            await connection.fetchval("select 1")
    except Exception as fault:
        raise Busy(retry_after=5) from fault
    return {"status": "ready"}


@router.get("/metrics", include_in_schema=False)
async def metrics(_: Public) -> Response:
    """Prometheus text; no personal data."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
