"""Makes the services of people, officers and sessions from their parts, and lists their routes, for `app.py`."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI

from venuecode.audit.service import AuditLog
from venuecode.identity.channels import api as channels_api
from venuecode.identity.channels.links import AccountLinks
from venuecode.identity.channels.service import Channels
from venuecode.identity.channels.settings import ChannelSettings
from venuecode.identity.channels.wiring import sign_in_apps
from venuecode.identity.codes.service import Codes
from venuecode.identity.devices import api as devices_api
from venuecode.identity.devices.service import Devices
from venuecode.identity.family import api as family_api
from venuecode.identity.family.service import Family
from venuecode.identity.jobs import add_jobs
from venuecode.identity.looks import api as looks_api
from venuecode.identity.looks.service import Looks
from venuecode.identity.messages import api as messages_api
from venuecode.identity.messages.service import JOB, Messages
from venuecode.identity.messages.wiring import messengers
from venuecode.identity.officers import api as officers_api
from venuecode.identity.officers.passwords import Passwords
from venuecode.identity.officers.service import Officers
from venuecode.identity.officers.sign_in import OfficerSignIn
from venuecode.identity.people import api as people_api
from venuecode.identity.people.account import Account
from venuecode.identity.people.registration import Registration
from venuecode.identity.people.sealing import PersonSeal
from venuecode.identity.people.service import People
from venuecode.identity.people.sign_in import SignIn
from venuecode.identity.people.verification import verifier
from venuecode.identity.recovery import api as recovery_api
from venuecode.identity.recovery.service import Recovery
from venuecode.identity.sessions import api as sessions_api
from venuecode.identity.sessions.service import FOLLOW_SECONDS, Sessions
from venuecode.identity.settings import IdentitySettings
from venuecode.identity.systems import api as systems_api
from venuecode.identity.systems import oauth_api
from venuecode.identity.systems.admission import Admission
from venuecode.identity.systems.issuing import Tokens
from venuecode.identity.systems.service import Systems
from venuecode.identity.tokens import TokenBook
from venuecode.infra.background import Background
from venuecode.infra.db import Database
from venuecode.infra.jobs import JobBook
from venuecode.infra.keys import Keys
from venuecode.infra.notifications.settings import NotificationSettings
from venuecode.infra.notifications.sms import SmsGateway, sms_gateway
from venuecode.infra.reseal import SealedField, SealedFields
from venuecode.kernel.clock import Clock
from venuecode.regions.service import Divisions
from venuecode.settings import CoreSettings, Settings

TOKEN_KEY = 1
SEALED = (
    SealedField("person", "name"),
    SealedField("person", "document_number"),
    SealedField("person", "phone"),
    SealedField("newcomer", "phone"),
    SealedField("newcomer", "account"),
    SealedField("channel_login", "subject"),
    SealedField("officer", "totp_secret"),
    SealedField("external_system_key", "secret"),
)
APIS = (
    people_api,
    channels_api,
    messages_api,
    sessions_api,
    family_api,
    recovery_api,
    officers_api,
    looks_api,
    systems_api,
    oauth_api,
    devices_api,
)
"""In this order: `/officers/me/…` comes before `/officers/{officer_id}/…`."""


def provide(services: dict[type, Any]) -> None:
    """Add identity's services to those of the layers below."""
    _provide_sessions(services)
    _provide_people(services)
    _provide_officers(services)
    ring = services[Keys].ring
    services[Systems] = Systems(services[Database], services[Clock], services[AuditLog], ring)
    services[Admission] = admission = Admission(services[Database], services[Clock], ring)
    life = services[IdentitySettings].system_token_life
    services[Tokens] = Tokens(services[Database], services[Clock], services[AuditLog], admission, life)
    services[SealedFields].extend(SEALED)
    services[Devices] = devices = Devices(
        services[Database], services[Clock], services[AuditLog], services[Keys], services[IdentitySettings]
    )
    add_jobs(services[JobBook], services[Database], services[Clock], services[Sessions], devices)


def add_routes(app: FastAPI) -> None:
    """Mount identity's routers."""
    for api in APIS:
        app.include_router(api.router)


def _provide_sessions(services: dict[type, Any]) -> None:
    db: Database = services[Database]
    clock: Clock = services[Clock]
    keys: Keys = services[Keys]
    tokens = TokenBook({TOKEN_KEY: keys.secret("token")}, TOKEN_KEY)
    sessions = Sessions(db, clock, tokens)
    services[TokenBook] = tokens
    services[Sessions] = sessions
    services[Background].every(FOLLOW_SECONDS, "follow ended sessions", sessions.follow)


def _provide_people(services: dict[type, Any]) -> None:
    db: Database = services[Database]
    clock: Clock = services[Clock]
    audit: AuditLog = services[AuditLog]
    sessions: Sessions = services[Sessions]
    settings = services[Settings].get(IdentitySettings)
    demo = services[CoreSettings].demo
    sms = sms_gateway(services[Settings].get(NotificationSettings), demo=demo)
    seal = PersonSeal(services[Keys].ring)
    people = People(db, clock, audit, seal, verifier(settings))
    codes = Codes(db, clock, seal, sms, settings, demo=demo)
    channels = services[Settings].get(ChannelSettings)
    links = AccountLinks(seal, clock, timedelta(minutes=channels.link_minutes))
    sign_in = SignIn(db, clock, seal, codes, sessions, settings, links)
    registration = Registration(db, clock, people, sign_in, sessions, services[Divisions], settings, links)
    apps = sign_in_apps(channels, services[CoreSettings].public_url, services[Keys].ring, clock)
    services[AccountLinks] = links
    services[Messages] = messages = Messages(db, people, links, sms, messengers(channels, clock))
    services[JobBook].job(JOB, messages.deliver)
    services[Channels] = Channels(db, audit, sign_in, links, apps)
    services[IdentitySettings] = settings
    services[SmsGateway] = sms
    services[PersonSeal] = seal
    services[People] = people
    services[Codes] = codes
    services[SignIn] = sign_in
    services[Registration] = registration
    services[Account] = Account(db, clock, audit, people, codes)
    services[Family] = Family(db, clock, audit, people, codes, settings)
    services[Looks] = Looks(db, clock, audit, people, services[Divisions], settings)
    services[Recovery] = Recovery(db, clock, audit, people, registration, sign_in, codes, sessions, links)


def _provide_officers(services: dict[type, Any]) -> None:
    db: Database = services[Database]
    clock: Clock = services[Clock]
    audit: AuditLog = services[AuditLog]
    sessions: Sessions = services[Sessions]
    settings: IdentitySettings = services[IdentitySettings]
    passwords = Passwords(memory_mib=settings.password_memory_mib, rounds=settings.password_rounds)
    services[Passwords] = passwords
    services[Officers] = Officers(db, clock, audit, sessions, passwords)
    services[OfficerSignIn] = OfficerSignIn(
        db,
        clock,
        audit,
        sessions,
        services[TokenBook],
        passwords,
        services[PersonSeal],
        settings,
        demo=services[CoreSettings].demo,
    )
