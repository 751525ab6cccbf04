"""Routes over one's own sessions, alike for citizens and for officers."""

from typing import Annotated

from fastapi import APIRouter, Depends

from venuecode.identity.access import Citizen, OwnAccount, SignedIn
from venuecode.identity.people.schemas import SessionList, SessionOut
from venuecode.identity.sessions.service import Sessions
from venuecode.identity.tokens import HolderKind
from venuecode.infra.http import provided
from venuecode.kernel.errors import NotFound

router = APIRouter(prefix="/api/v1", tags=["sessions"])

Kept = Annotated[Sessions, Depends(provided(Sessions))]


async def _list(sessions: Sessions, kind: HolderKind, holder_id: int, current: int) -> SessionList:
    return SessionList(items=[SessionOut.of(s, current) for s in await sessions.open(kind, holder_id)])


async def _end(sessions: Sessions, kind: HolderKind, holder_id: int, session_id: int) -> None:
    if not await sessions.end(kind, holder_id, only=session_id):
        raise NotFound


@router.post("/sign-out", status_code=204)
async def sign_out(caller: SignedIn, sessions: Kept) -> None:
    """End the session that calls; every process refuses it within 5 s."""
    kind = HolderKind.CITIZEN if caller.person_id is not None else HolderKind.NEWCOMER
    await sessions.end(kind, caller.person_id or caller.newcomer_id or 0, only=caller.session_id)


@router.get("/me/sessions")
async def list_sessions(caller: Citizen, sessions: Kept) -> SessionList:
    """Where the caller is signed in."""
    return await _list(sessions, HolderKind.CITIZEN, caller.person_id, caller.session_id)


@router.delete("/me/sessions/{session_id}", status_code=204)
async def end_session(caller: Citizen, session_id: int, sessions: Kept) -> None:
    """End one of the caller's sessions."""
    await _end(sessions, HolderKind.CITIZEN, caller.person_id, session_id)


@router.delete("/me/sessions", status_code=204)
async def end_other_sessions(caller: Citizen, sessions: Kept) -> None:
    """End all sessions but the one that calls."""
    await sessions.end(HolderKind.CITIZEN, caller.person_id, besides=caller.session_id)


@router.post("/officers/me/sign-out", status_code=204)
async def sign_out_officer(caller: OwnAccount, sessions: Kept) -> None:
    """End the session that calls."""
    await sessions.end(HolderKind.OFFICER, caller.officer_id, only=caller.session_id)


@router.get("/officers/me/sessions")
async def list_officer_sessions(caller: OwnAccount, sessions: Kept) -> SessionList:
    """Where the officer is signed in."""
    return await _list(sessions, HolderKind.OFFICER, caller.officer_id, caller.session_id)


@router.delete("/officers/me/sessions/{session_id}", status_code=204)
async def end_officer_session(caller: OwnAccount, session_id: int, sessions: Kept) -> None:
    """End one of the officer's sessions."""
    await _end(sessions, HolderKind.OFFICER, caller.officer_id, session_id)


@router.delete("/officers/me/sessions", status_code=204)
async def end_other_officer_sessions(caller: OwnAccount, sessions: Kept) -> None:
    """End all sessions but the one that calls."""
    await sessions.end(HolderKind.OFFICER, caller.officer_id, besides=caller.session_id)
