"""Routes of officers: sign-in, the own account, and the accounts that an administrator keeps."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from venuecode.identity.access import OwnAccount, officer
from venuecode.identity.model import ROLE_NAMES, OfficerSession, Role
from venuecode.identity.officers.model import NewOfficer, Officer, OfficerState
from venuecode.identity.officers.schemas import (
    DemoCodeOut,
    FirstStepOut,
    OfficerCreated,
    OfficerIn,
    OfficerList,
    OfficerOut,
    OfficerPatch,
    OfficerSignedIn,
    PasswordChangeIn,
    PasswordIn,
    PasswordReset,
    SecondStepIn,
)
from venuecode.identity.officers.service import Officers
from venuecode.identity.officers.sign_in import OfficerSignIn
from venuecode.identity.people.schemas import NameOut
from venuecode.identity.sessions.model import Origin
from venuecode.identity.shown import division_named, named
from venuecode.infra.http import Address, Public, provided
from venuecode.kernel.ids import DivisionCode, OfficerId
from venuecode.regions.service import Divisions

router = APIRouter(prefix="/api/v1/officers", tags=["officers"])

Coming = Annotated[OfficerSignIn, Depends(provided(OfficerSignIn))]
Accounts = Annotated[Officers, Depends(provided(Officers))]
Shipped = Annotated[Divisions, Depends(provided(Divisions))]
Administrator = Annotated[OfficerSession, Depends(officer(Role.ADMINISTRATOR))]


def shown(account: Officer, divisions: Divisions) -> OfficerOut:
    """Return an account with the names of its role and division."""
    return OfficerOut(
        id=account.id,
        user_name=account.user_name,
        display_name=account.display_name,
        role=account.role,
        role_name=named(account.role, ROLE_NAMES[account.role]),
        division_code=account.division_code,
        division_name=division_named(account.division_code, divisions),
        state=account.state,
        enrolled=account.enrolled,
        password_temporary=account.password_temporary,
        created_at=account.created_at,
    )


@router.post("/sign-in")
async def sign_in(_: Public, body: PasswordIn, coming: Coming, address: Address) -> FirstStepOut:
    """First step: user name and password. A TOTP code follows with the ticket."""
    step = await coming.first_step(body.user_name, body.password, address=address)
    return FirstStepOut(
        ticket=step.ticket,
        enrol_secret=step.enrol_secret,
        enrol_uri=step.enrol_uri,
        demo_code=next((one.code for one in step.demo_codes if one.begins_in == 0), None),
        demo_codes=[
            DemoCodeOut(code=one.code, begins_in=one.begins_in, ends_in=one.ends_in) for one in step.demo_codes
        ],
    )


@router.post("/sign-in/totp")
async def sign_in_totp(_: Public, body: SecondStepIn, coming: Coming, divisions: Shipped) -> OfficerSignedIn:
    """Second step: the code of the authenticator, each good once. Also ends the setting up of a new one."""
    account, issued = await coming.second_step(body.ticket, body.code, Origin(body.device, "console"))
    return OfficerSignedIn(token=issued.token, expires_at=issued.expires_at, officer=shown(account, divisions))


@router.get("/roles")
async def list_roles(_: Public) -> list[NameOut]:
    """The roles an officer can have."""
    return [named(role, text) for role, text in ROLE_NAMES.items()]


@router.get("/me")
async def get_own_account(by: OwnAccount, officers: Accounts, divisions: Shipped) -> OfficerOut:
    """The account of whoever is signed in."""
    return shown(await officers.get(by.officer_id), divisions)


@router.post("/me/password", status_code=204)
async def change_password(by: OwnAccount, body: PasswordChangeIn, coming: Coming) -> None:
    """Change the own password; all other sessions end."""
    await coming.change_password(by, body.present, body.chosen)


@router.get("")
async def list_officers(
    by: Administrator,
    officers: Accounts,
    divisions: Shipped,
    role: Role | None = None,
    state: OfficerState | None = None,
    q: Annotated[str | None, Query(max_length=60, description="Part of a user name or a name")] = None,
    after: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> OfficerList:
    """Accounts of the administrator's divisions."""
    found = await officers.in_scope(by, role=role, state=state, part=q, after=after, most=limit)
    return OfficerList(
        items=[shown(account, divisions) for account in found], next=found[-1].id if len(found) == limit else None
    )


@router.post("", status_code=201)
async def create_officer(by: Administrator, body: OfficerIn, officers: Accounts, divisions: Shipped) -> OfficerCreated:
    """Make an account within the administrator's divisions, with a temporary password."""
    division = divisions.get(body.division_code).code
    new = NewOfficer(body.user_name, body.display_name, body.role, division)
    account, password = await officers.create(new, by=by)
    return OfficerCreated(officer=shown(account, divisions), password=password)


@router.patch("/{officer_id}")
async def change_officer(
    by: Administrator, officer_id: int, body: OfficerPatch, officers: Accounts, divisions: Shipped
) -> OfficerOut:
    """Change name, role or division of an account, disable or enable it."""
    division: DivisionCode | None = divisions.get(body.division_code).code if body.division_code else None
    account = await officers.change(
        OfficerId(officer_id),
        by,
        display_name=body.display_name,
        role=body.role,
        division_code=division,
        state=body.state,
    )
    return shown(account, divisions)


@router.post("/{officer_id}/reset")
async def reset_officer(by: Administrator, officer_id: int, officers: Accounts) -> PasswordReset:
    """Give an account a temporary password and let it set up its second factor anew; its sessions end."""
    return PasswordReset(password=await officers.reset(OfficerId(officer_id), by))


@router.delete("/{officer_id}/sessions", status_code=204)
async def end_sessions(by: Administrator, officer_id: int, officers: Accounts) -> None:
    """Sign an officer out everywhere."""
    await officers.sign_out(OfficerId(officer_id), by)
