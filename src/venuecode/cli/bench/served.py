"""The servers under load: the product with an empty endpoint in front, and the plain yardstick.

Started by the bench as `python -m venuecode.cli.bench.served TARGET PORT WORKERS`, set up as `venuecode serve` is.
"""

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import aiosql
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from starlette.types import ASGIApp, Receive, Scope, Send

from venuecode.app import create
from venuecode.cli.deployment import load_settings
from venuecode.cli.serving import server_of
from venuecode.identity.tokens import TokenBook, TokenFault
from venuecode.identity.wiring import TOKEN_KEY
from venuecode.infra.keys import load_keys
from venuecode.infra.process import die_with_parent
from venuecode.settings import CoreSettings

EMPTY = "/bench/empty"
MINUTE = timedelta(seconds=60)


def product() -> ASGIApp:
    """Return the product; `/bench/empty` is answered before anything of it is asked."""
    app = create()

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == EMPTY:
            await receive()
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            await send({"type": "http.response.body", "body": b"{}"})
        else:
            await app(scope, receive, send)

    return served


class PlainScan(BaseModel):
    """The same body as a scan's."""

    code: str
    client_visit_id: UUID
    at: datetime


def plain() -> FastAPI:
    """Return the yardstick: FastAPI and SQLAlchemy, a transaction a scan, on the same tables.

    It knows the person by the same token and does the same reads (door, person and status, a visit within 60 s) and the
    same insert. Demands of venues, companions, words and feeds it leaves out.
    """
    die_with_parent()
    queries = aiosql.from_path(
        Path(__file__).with_name("plain.sql"), "sqlite3", mandatory_parameters=False
    )  # keeps `:name`, as SQLAlchemy has it
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://")
    engine = create_async_engine(url, pool_size=20, max_overflow=0)
    sessions = async_sessionmaker(engine)
    app = FastAPI()
    secret = load_keys(None, load_settings().get(CoreSettings).data_dir).secret("token")
    tokens = TokenBook({TOKEN_KEY: secret}, TOKEN_KEY)

    async def person_of(authorization: Annotated[str, Header()]) -> int:
        claims = tokens.verify(authorization.removeprefix("Bearer "), time.time())
        if isinstance(claims, TokenFault):
            raise HTTPException(401)
        return claims.holder_id

    @app.post("/plain/scans")
    async def scan(body: PlainScan, person: Annotated[int, Depends(person_of)]) -> dict[str, Any]:
        async with sessions() as session, session.begin():
            door = (await session.execute(text(queries.door_of_code.sql), {"code": body.code})).one()
            facts = (await session.execute(text(queries.facts_of_person.sql), {"person": person})).one()
            near = {"since": body.at - MINUTE, "until": body.at + MINUTE, "person": person, "door": door.id}
            earlier = (await session.execute(text(queries.recent_visit.sql), near)).first()
            if earlier is not None:
                return {"verdict": "stop" if earlier.verdict else "pass", "name": facts.masked_name, "door": door.name}
            colour = facts.colour if facts.until is not None and facts.until > body.at else 0
            visit = {"person": person, "at": body.at, "id": body.client_visit_id, "door": door.id, "colour": colour}
            await session.execute(text(queries.insert_visit.sql), visit | {"verdict": int(colour > 0)})
        return {"verdict": "stop" if colour else "pass", "name": facts.masked_name, "door": door.name}

    return app


def main() -> None:
    """Serve TARGET on PORT with WORKERS."""
    target, port, workers = sys.argv[1:]
    server_of(f"venuecode.cli.bench.served:{target}", "127.0.0.1", int(port), int(workers)).serve()


if __name__ == "__main__":
    main()
