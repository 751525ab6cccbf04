"""Makes the services of people, officers and sessions from their parts, for the composition root."""

from typing import Any

from venuecode.audit.service import AuditLog
from venuecode.identity.officers.passwords import Passwords
from venuecode.identity.officers.service import Officers
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.people.service import People
from venuecode.identity.people.verification import FormatOnly
from venuecode.identity.sessions.service import FOLLOW_SECONDS, Sessions
from venuecode.identity.tokens import TokenBook
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.keys import Keys
from venuecode.kernel.clock import Clock

TOKEN_KEY = 1


def provide(services: dict[type, Any]) -> None:
    """Add identity's services to those of the layers below."""
    db: Database = services[Database]
    clock: Clock = services[Clock]
    audit: AuditLog = services[AuditLog]
    keys: Keys = services[Keys]
    tokens = TokenBook({TOKEN_KEY: keys.secret("token")}, TOKEN_KEY)
    sessions = Sessions(db, clock, tokens)
    seal = PersonSeal(keys.ring)
    services[TokenBook] = tokens
    services[Sessions] = sessions
    services[PersonSeal] = seal
    services[Passwords] = Passwords()
    services[Officers] = Officers(db, clock, audit, sessions, services[Passwords])
    services[People] = People(db, clock, audit, seal, FormatOnly())
    services[Background].every(FOLLOW_SECONDS, "follow ended sessions", sessions.follow)
