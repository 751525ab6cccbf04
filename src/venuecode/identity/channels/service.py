"""Sign-in by accounts of channels, and the person's list of them."""

from dataclasses import dataclass

from venuecode.audit.model import Subject
from venuecode.audit.service import AuditLog
from venuecode.identity.channels import store
from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.channels.model import ChannelUnknown, LinkedElsewhere, Login, Provider, SignInApp
from venuecode.identity.channels.oidc import Begun, OidcSignIn
from venuecode.identity.model import CitizenSession
from venuecode.identity.people.sign_in import SignedInAs, SignIn
from venuecode.identity.sessions.model import Origin
from venuecode.infra.db import Database
from venuecode.kernel.errors import NotFound
from venuecode.kernel.text import Text

Apps = dict[tuple[str, str], SignInApp]
"""(provider, app id) → its adapter."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """The account leads to nobody yet; `link` goes along when a phone is proved."""

    link: str


class Channels:
    """What a deployment's channels do for people."""

    def __init__(self, db: Database, audit: AuditLog, sign_in: SignIn, links: AccountLinks, apps: Apps) -> None:
        self._db = db
        self._audit = audit
        self._sign_in = sign_in
        self._links = links
        self._apps = apps

    def offers(self) -> list[tuple[str, Text]]:
        """Return name and words of the providers that a web page may offer."""
        return [(app_id, app.name) for (provider, app_id), app in self._apps.items() if provider == Provider.OIDC]

    def name(self, provider: str, app_id: str) -> Text:
        """Return an app's name; that of a former one is its id."""
        app = self._apps.get((provider, app_id))
        return app.name if app else Text(app_id, app_id)

    async def begin(self, name: str) -> Begun:
        """Return where somebody goes to sign in by OpenID Connect; raises `ChannelUnknown`, `ChannelDown`."""
        app = self._apps.get((Provider.OIDC, name))
        if not isinstance(app, OidcSignIn):
            raise ChannelUnknown
        return await app.begin()

    async def sign_in(
        self, provider: str, app_id: str, code: str, state: str | None, origin: Origin
    ) -> SignedInAs | Stranger:
        """Open the session of the person whom the account leads to; raises what `SignInApp.account` raises."""
        account = await self._app(provider, app_id).account(code, state)
        async with self._db.transaction() as connection:
            person_id = await self._links.person_of(connection, account)
            if person_id is None:
                return Stranger(self._links.make(account))
            await self._links.attach(connection, person_id, account)
            return SignedInAs(await self._sign_in.start_citizen(connection, person_id, origin), person_id)

    async def ask_for_link(self, provider: str, app_id: str, code: str, state: str | None) -> Stranger:
        """Return what links an account once a phone is proved; raises `LinkedElsewhere` if it leads to somebody.

        Opens no session: a shared device must not turn one person into another who only wanted to link an account.
        """
        account = await self._app(provider, app_id).account(code, state)
        async with self._db.connection() as connection:
            if await self._links.person_of(connection, account) is not None:
                raise LinkedElsewhere
        return Stranger(self._links.make(account))

    def _app(self, provider: str, app_id: str) -> SignInApp:
        app = self._apps.get((provider, app_id))
        if app is None:
            raise ChannelUnknown
        return app

    async def logins(self, caller: CitizenSession) -> list[Login]:
        """Return the caller's ways of coming in, the phone too."""
        async with self._db.connection() as connection:
            return await store.logins_of_person(connection, caller.person_id)

    async def unlink(self, caller: CitizenSession, provider: Provider, app_id: str) -> None:
        """Let an account lead to nobody any more; open sessions end by their list. Raises `NotFound`."""
        async with self._db.transaction() as connection:
            if not await store.remove_account(connection, caller.person_id, provider, app_id):
                raise NotFound
            await self._audit.record(
                connection, caller.actor, "person.channel_unlinked", Subject("person", caller.person_id)
            )
