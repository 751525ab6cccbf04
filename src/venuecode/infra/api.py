"""Health, readiness and metrics for those who operate the system, and what every client must know of it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel
from starlette.responses import Response

from venuecode.infra.db import Database
from venuecode.infra.http import Public, provided
from venuecode.infra.metrics import exposition, observe_database
from venuecode.kernel.errors import Busy
from venuecode.settings import CoreSettings

router = APIRouter(tags=["operation"])


class Deployment(BaseModel):
    """What a client shows of this deployment before anybody signs in."""

    demo: bool
    province: str
    hotline: str
    public_url: str


@router.get("/api/v1/deployment")
async def deployment(_: Public, core: Annotated[CoreSettings, Depends(provided(CoreSettings))]) -> Deployment:
    """Whether this is a demonstration, where division pickers start, whom to call."""
    return Deployment(demo=core.demo, province=core.province, hotline=core.hotline, public_url=core.public_url)


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
async def metrics(_: Public, db: Annotated[Database, Depends(provided(Database))]) -> Response:
    """Prometheus text of all processes of this server; no personal data."""
    await observe_database(db)
    return Response(exposition(), media_type=CONTENT_TYPE_LATEST)
