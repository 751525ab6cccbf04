"""Every route with every kind of caller: nobody 401, the wrong kind 403, somebody else's or another division's 404."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI

from asgi import call
from people import make_officer
from venuecode.identity.model import Role
from world import DISPLAY, ELSEWHERE, HERE, SYSTEM, TERMINAL, World, admits, make_world, officer_name

CITIZENS = ["manager", "guard", "citizen", "other manager"]
STATE = {"version": 999, "reason": "巡查发现问题"}
VERSION = {"version": 999}
DOORS = {"doors": [{"name": "西门", "direction": "in"}]}
KEEPER = "reviewer,administrator"
SUSPENDERS = "reviewer,administrator,regulator"
INSPECTORS = "reviewer,regulator,health_officer,administrator"
MEASURE = {"kind": "reminder", "reason": "请补贴场所码"}
STREET = "reviewer,health_officer"
HEALTH = "health_officer"
TRACERS = "health_officer,approver"
VIEWERS = "health_officer,approver,regulator,reviewer"
READERS = "health_officer,approver,administrator"
HELPERS = "reviewer,health_officer,administrator"
EITHER = f"citizen or officer:{KEEPER}"
TEST = {"result": "negative", "sampled_at": "2026-05-06T03:00:00Z", "institution": "区人民医院"}
ENTRY = {
    "client_visit_id": "0d6f2f5c-3d0e-4c43-9f0e-2f8a1c1b7a01",
    "at": "2026-05-06T04:00:00Z",
    "direction": "in",
    "person": {"way": "document", "document_type": "resident_id", "document_number": "{ward}", "consent": True},
}

WHY = "流调溯源"
WINDOW = {"infectious_from": "2026-05-01T00:00:00Z", "infectious_until": "2026-05-06T00:00:00Z"}
FOLLOWED = {"case_id": "{case_id}", "person_ids": ["{person_id}"]}
TELL = {"reason": WHY, "urgency": "advice", "classes": ["close_contact"]}
EXPOSURE = {
    "reason": WHY,
    "venue_id": "{venue_id}",
    "since": "2026-05-05T00:00:00Z",
    "until": "2026-05-06T00:00:00Z",
}
THRESHOLDS = {"close_minutes": 15, "repeated_meetings": 3, "repeated_close_minutes": 5, "companion_minutes": 10}
ASKS_FROM_ELSEWHERE = "/api/v1/case-grants"
"""The one list that is there to name another division."""


@dataclass(frozen=True)
class Rule:
    """Who is let in; of those, who finds what the path names (`None`: the path names nothing of anybody).

    `here` among the holders stands for admitted officers of the venue's division. `once`: the first holder uses it up.
    """

    who: str
    holders: tuple[str, ...] | None = None
    body: Any = None
    query: str = ""
    once: bool = False


def _rules() -> dict[str, Rule]:
    public, signed_in, citizen, officers = (Rule(who) for who in ("public", "signed_in", "citizen", "officer:any"))
    keeper, admin = Rule(f"officer:{KEEPER}"), Rule("officer:administrator")
    look_up = {"document_type": "resident_id", "document_number": "{ward}", "reason": "流调核实"}
    mine, here, both = ("manager",), ("here",), ("manager", "here")

    def kept(body: Any = None) -> Rule:
        return Rule(f"officer:{KEEPER}", here, body)

    def managed(body: Any = None, *holders: str, once: bool = False) -> Rule:
        return Rule("citizen", holders or mine, body, once=once)

    def traced(body: Any = None) -> Rule:
        return Rule(f"officer:{TRACERS}", here, body)

    return {
        "GET /api/v1/deployment": public,
        "GET /healthz": public,
        "GET /readyz": public,
        "GET /metrics": public,
        "GET /api/v1/divisions": public,
        "GET /api/v1/divisions/{code}": public,
        "GET /api/v1/registration/options": public,
        "POST /api/v1/sign-in/codes": public,
        "POST /api/v1/sign-in": public,
        "GET /api/v1/channels/{provider}/{app_id}/messages": public,
        "GET /api/v1/sign-in/providers": public,
        "POST /api/v1/sign-in/channel": public,
        "POST /api/v1/sign-in/oidc/{app_id}": public,
        "GET /api/v1/me/logins": citizen,
        "DELETE /api/v1/me/logins/{provider}/{app_id}": Rule("citizen", ()),
        "POST /api/v1/officers/sign-in": public,
        "POST /api/v1/officers/sign-in/totp": public,
        "GET /api/v1/officers/roles": public,
        "GET /api/v1/venue-classes": public,
        "POST /api/v1/me": signed_in,
        "GET /api/v1/me": signed_in,
        "PATCH /api/v1/me": citizen,
        "POST /api/v1/me/phone/codes": citizen,
        "PUT /api/v1/me/phone": citizen,
        "POST /api/v1/sign-out": signed_in,
        "GET /api/v1/me/sessions": citizen,
        "DELETE /api/v1/me/sessions/{session_id}": managed(None, "citizen", once=True),
        "DELETE /api/v1/me/sessions": citizen,
        "POST /api/v1/officers/me/sign-out": officers,
        "GET /api/v1/officers/me/sessions": officers,
        "DELETE /api/v1/officers/me/sessions/{session_id}": Rule("officer:any", ()),
        "DELETE /api/v1/officers/me/sessions": officers,
        "GET /api/v1/me/family": citizen,
        "POST /api/v1/me/family": citizen,
        "POST /api/v1/me/family/codes": citizen,
        "POST /api/v1/me/family/by-phone": citizen,
        "POST /api/v1/me/family/by-code": citizen,
        "POST /api/v1/me/recovery/codes": signed_in,
        "POST /api/v1/me/recovery": signed_in,
        "POST /api/v1/me/recovery/help": signed_in,
        "GET /api/v1/recoveries": Rule(f"officer:{HELPERS}"),
        "GET /api/v1/officers/me": officers,
        "POST /api/v1/officers/me/password": officers,
        "GET /api/v1/officers": admin,
        "POST /api/v1/officers": admin,
        "PATCH /api/v1/officers/{officer_id}": Rule("officer:administrator", here, {}),
        "POST /api/v1/officers/{officer_id}/reset": Rule("officer:administrator", here),
        "DELETE /api/v1/officers/{officer_id}/sessions": Rule("officer:administrator", here),
        "POST /api/v1/oauth/token": public,
        "POST /api/v1/exchange/health-declarations": Rule("system:push:declarations", body={}),
        "POST /api/v1/exchange/travel-declarations": Rule("system:push:declarations", body={}),
        "POST /api/v1/exchange/health-queries": Rule("system:health:query", body={}),
        "POST /api/v1/exchange/code-requests": Rule("system:code:request", body={}),
        "POST /api/v1/exchange/codes": Rule("system:code:request", body={}),
        "POST /api/v1/exchange/code-verifications": Rule("system:code:verify", body={}),
        "POST /api/v1/exchange/corrections": Rule("system:health:correct", body={}),
        "GET /api/v1/me/declarations": citizen,
        "POST /api/v1/me/declarations/health": Rule("citizen", body={}),
        "POST /api/v1/me/declarations/travel": Rule("citizen", body={}),
        "GET /api/v1/systems/self": Rule("system:any"),
        "GET /api/v1/systems/options": admin,
        "GET /api/v1/systems": admin,
        "POST /api/v1/systems": admin,
        "PATCH /api/v1/systems/{system_id}": Rule("officer:administrator", here, {}),
        "POST /api/v1/systems/{system_id}/keys": Rule("officer:administrator", here, {}),
        "POST /api/v1/people/look-ups": Rule(f"officer:{TRACERS}", here, look_up),
        "POST /api/v1/people/{person_id}/looks": Rule(f"officer:{TRACERS}", here, {"reason": "流调核实"}),
        "GET /api/v1/me/looks": citizen,
        "GET /api/v1/audit/events": Rule("officer:auditor"),
        "GET /api/v1/my/venues": citizen,
        "GET /api/v1/my/venues/{venue_id}": managed(),
        "GET /api/v1/venues": officers,
        "GET /api/v1/venues/{venue_id}": Rule("officer:any", here),
        "POST /api/v1/venues/{venue_id}/suspend": Rule(f"officer:{SUSPENDERS}", here, STATE),
        "POST /api/v1/venues/{venue_id}/resume": kept(STATE),
        "POST /api/v1/venues/{venue_id}/measures": Rule(f"officer:{INSPECTORS}", here, MEASURE),
        "GET /api/v1/venues/{venue_id}/measures": Rule("officer:any", here),
        "GET /api/v1/my/measures": citizen,
        "POST /api/v1/my/venues/{venue_id}/measures/seen": managed({"through": 1}),
        "POST /api/v1/my/venues/{venue_id}/measures/{measure_id}/answer": managed({"text": "已整改"}, once=True),
        "POST /api/v1/venues/{venue_id}/revoke": kept(STATE),
        "PUT /api/v1/venues/{venue_id}/demand": kept({**STATE, "test_hours": 48}),
        "POST /api/v1/venues/{venue_id}/doors": Rule(EITHER, both, DOORS, once=True),
        "PUT /api/v1/venues/{venue_id}/doors/{door_id}": Rule(EITHER, both, {**VERSION, "name": "东门"}),
        "POST /api/v1/venues/{venue_id}/doors/{door_id}/close": Rule(EITHER, both, VERSION),
        "POST /api/v1/venues/{venue_id}/doors/{door_id}/reopen": Rule(EITHER, both, VERSION),
        "POST /api/v1/venues/{venue_id}/doors/{door_id}/reissue": Rule(EITHER, both, VERSION),
        "PUT /api/v1/venues/{venue_id}/doors/{door_id}/rotating": Rule(
            EITHER, both, {**VERSION, "rotating_only": True}
        ),
        "POST /api/v1/venues/{venue_id}/doors/{door_id}/device-codes": Rule(EITHER, both, {"kind": "terminal"}),
        "GET /api/v1/venues/{venue_id}/devices": Rule(EITHER, both),
        "POST /api/device/v1/enrolments": public,
        "POST /api/device/v1/heartbeat": Rule("device:any", None, {}),
        "POST /api/device/v1/revocations": Rule("device:terminal", None, {}),
        "POST /api/device/v1/readings": Rule("device:terminal", None, {}),
        "POST /api/device/v1/readings/batch": Rule("device:terminal", None, {}),
        "GET /api/v1/venues/{venue_id}/posters.pdf": Rule(EITHER, both),
        "GET /api/v1/doors/{door_id}/poster.pdf": Rule(EITHER, both),
        "GET /api/v1/doors/{door_id}/poster.png": Rule(EITHER, both, query="?width=300"),
        "POST /api/v1/venue-applications": citizen,
        "GET /api/v1/venue-applications": citizen,
        "GET /api/v1/venue-applications/{application_id}": managed(),
        "PUT /api/v1/venue-applications/{application_id}": managed({}),
        "DELETE /api/v1/venue-applications/{application_id}": managed(),
        "POST /api/v1/venue-applications/{application_id}/submit": managed(VERSION),
        "POST /api/v1/my/venues/{venue_id}/amendment": managed(),
        "GET /api/v1/venue-reviews": keeper,
        "GET /api/v1/venue-reviews/{application_id}": kept(),
        "POST /api/v1/venue-reviews/{application_id}/approve": kept(VERSION),
        "POST /api/v1/venue-reviews/{application_id}/return": kept(STATE),
        "POST /api/v1/venue-reviews/{application_id}/reject": kept(STATE),
        "GET /api/v1/my/venues/{venue_id}/members": managed(),
        "POST /api/v1/my/venues/{venue_id}/invitations": managed({"role": "guard"}),
        "POST /api/v1/venue-invitations/look-up": citizen,
        "POST /api/v1/venue-invitations/accept": citizen,
        "POST /api/v1/venues/{venue_id}/invitations": kept(),
        "GET /api/v1/venue-imports/template": keeper,
        "POST /api/v1/venue-imports": keeper,
        "GET /api/v1/venue-imports": keeper,
        "GET /api/v1/venue-imports/{import_id}": kept(),
        "GET /api/v1/venue-imports/{import_id}/bad-rows": kept(),
        "GET /api/v1/venue-imports/{import_id}/corrections": kept(),
        "POST /api/v1/venue-imports/{import_id}/apply": kept(VERSION),
        "POST /api/v1/venue-imports/{import_id}/discard": kept(VERSION),
        "POST /api/v1/poster-batches": keeper,
        "GET /api/v1/poster-batches": keeper,
        "GET /api/v1/poster-batches/{batch_id}": Rule(f"officer:{KEEPER}", ("reviewer here",)),
        "GET /api/v1/poster-batches/{batch_id}/posters.zip": Rule(f"officer:{KEEPER}", ("reviewer here",)),
        "GET /api/v1/me/status": citizen,
        "GET /api/v1/health/reasons": Rule(f"officer:{HEALTH}"),
        "POST /api/v1/health/lookups": Rule(f"officer:{HEALTH}", here, look_up),
        "POST /api/v1/health/persons/{person_id}/tests": Rule(f"officer:{HEALTH}", here, TEST),
        "POST /api/v1/health/persons/{person_id}/facts": Rule(f"officer:{TRACERS}", here, {"reason": "流调核实"}),
        "POST /api/v1/health/persons/{person_id}/facts/{fact_id}/withdrawal": Rule(
            f"officer:{TRACERS}", here, {"why": "录入有误"}, once=True
        ),
        "POST /api/v1/health/withdrawals": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/health/proposals": Rule(f"officer:{TRACERS}"),
        "GET /api/v1/health/proposals": Rule(f"officer:{TRACERS}"),
        "GET /api/v1/health/proposals/{proposal_id}": Rule(f"officer:{TRACERS}", here),
        "POST /api/v1/health/proposals/{proposal_id}/decision": Rule(
            "officer:approver", here, {"approve": False}, once=True
        ),
        "GET /api/v1/health/policies": Rule(f"officer:{TRACERS}"),
        "GET /api/v1/health/policies/schema": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/health/policies": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/health/policies/step-back": Rule("officer:approver"),
        "GET /api/v1/health/policies/{version}": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/health/policies/{version}/activate": Rule("officer:approver"),
        "POST /api/v1/health/policies/{version}/dry-run": Rule(f"officer:{TRACERS}"),
        "GET /api/v1/health/policies/{version}/dry-run": Rule(f"officer:{TRACERS}"),
        "GET /api/v1/health/imports/template/{kind}": Rule(f"officer:{HEALTH}"),
        "POST /api/v1/health/imports": Rule(f"officer:{HEALTH}"),
        "GET /api/v1/health/imports": Rule(f"officer:{HEALTH}"),
        "GET /api/v1/health/imports/{import_id}": Rule(f"officer:{HEALTH}", here),
        "GET /api/v1/health/imports/{import_id}/bad-rows": Rule(f"officer:{HEALTH}", here),
        "GET /api/v1/health/imports/{import_id}/corrections": Rule(f"officer:{HEALTH}", here),
        "POST /api/v1/push/facts": Rule("system:push:tests,push:vaccinations,push:orders,push:declarations", body={}),
        "POST /api/v1/me/appeals": citizen,
        "GET /api/v1/me/appeals": citizen,
        "GET /api/v1/me/appeals/{appeal_id}/photo": managed(None, "citizen"),
        "GET /api/v1/health/appeals": Rule(f"officer:{TRACERS}"),
        "GET /api/v1/health/appeals/{appeal_id}": Rule(f"officer:{TRACERS}", here),
        "GET /api/v1/health/appeals/{appeal_id}/photo": Rule(f"officer:{TRACERS}", here),
        "POST /api/v1/health/appeals/{appeal_id}/decision": Rule(
            f"officer:{TRACERS}", here, {"uphold": False, "answer": "已核实"}, once=True
        ),
        "GET /api/v1/officers/alerts": Rule(f"officer:{READERS}"),
        "GET /api/v1/officers/alerts/summary": Rule(f"officer:{READERS}"),
        "GET /api/v1/officers/alerts/stream": Rule(f"officer:{READERS}"),
        "GET /api/v1/officers/alerts/{alert_id}": Rule(f"officer:{READERS}", here),
        "GET /api/v1/officers/duty-contacts": admin,
        "POST /api/v1/officers/duty-contacts": Rule(
            "officer:administrator",
            here,
            {"division_code": "371502", "name": "值班室", "phone": "13800138000"},
        ),
        "DELETE /api/v1/officers/duty-contacts/{contact_id}": Rule("officer:administrator", ()),
        "GET /api/v1/officers/duty-webhooks": admin,
        "POST /api/v1/officers/duty-webhooks": Rule(
            "officer:administrator", here, {"division_code": "371502", "url": "https://duty.example/alerts"}
        ),
        "DELETE /api/v1/officers/duty-webhooks/{webhook_id}": Rule("officer:administrator", ()),
        "GET /api/v1/officers/alerts/{alert_id}/events": Rule(f"officer:{READERS}", here),
        "GET /api/v1/officers/alerts/{alert_id}/colleagues": Rule(f"officer:{TRACERS}", here),
        "POST /api/v1/officers/alerts/{alert_id}/acknowledge": Rule(f"officer:{TRACERS}", here),
        "POST /api/v1/officers/alerts/{alert_id}/assign": Rule(f"officer:{TRACERS}", here, {"officer_id": 1}),
        "POST /api/v1/officers/alerts/{alert_id}/notes": Rule(f"officer:{TRACERS}", here, {"text": "已电话联系"}),
        "POST /api/v1/officers/alerts/{alert_id}/instruct": Rule(f"officer:{TRACERS}", here, {"instruction": "hold"}),
        "POST /api/v1/officers/alerts/{alert_id}/dispose": Rule(f"officer:{TRACERS}", here, {"disposition": "tested"}),
        "POST /api/v1/officers/alerts/{alert_id}/hand-over": Rule(
            f"officer:{TRACERS}", here, {"division_code": "371502"}
        ),
        "POST /api/v1/officers/alerts/{alert_id}/close": Rule(f"officer:{TRACERS}", here),
        "POST /api/v1/officers/alerts/{alert_id}/stops": Rule(f"officer:{TRACERS}", (), {"reason": WHY}),
        "POST /api/v1/scans": citizen,
        "GET /api/v1/doors/live": Rule("citizen", ("manager", "guard"), query="?door={door_id}"),
        "GET /api/v1/doors/{door_id}/today": managed(None, "manager", "guard"),
        "POST /api/v1/doors/{door_id}/reports": managed({}, "manager", "guard"),
        "GET /api/v1/guard/offline-kit": Rule("citizen", ("manager", "guard"), query="?door={door_id}"),
        "GET /api/v1/guard/doors/{door_id}/revocations": managed(None, "manager", "guard"),
        "POST /api/v1/guard/doors/{door_id}/entries": managed(ENTRY, "manager", "guard"),
        "GET /api/v1/me/visits": citizen,
        "GET /.well-known/venuecode-keys.json": public,
        "POST /api/v1/me/code": citizen,
        "POST /api/v1/me/family/{person_id}/code": managed(None, "citizen"),
        "GET /api/v1/me/pass": citizen,
        "GET /api/v1/me/family/{person_id}/pass": managed(None, "citizen"),
        "GET /api/v1/cases": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/cases": traced({"person_id": "{case_person}", "reason": WHY, "document_reference": "2026-12"}),
        "GET /api/v1/cases/{case_id}": traced(),
        "POST /api/v1/cases/{case_id}/confirm": traced(),
        "PUT /api/v1/cases/{case_id}/window": traced({**VERSION, **WINDOW, "reason": WHY}),
        "GET /api/v1/cases/{case_id}/grants": traced(),
        "POST /api/v1/cases/{case_id}/grants": traced({"division_code": "370102", "reason": WHY}),
        "GET /api/v1/case-grants": Rule(f"officer:{TRACERS}"),
        "GET /api/v1/audit/trace-warnings": Rule("officer:auditor"),
        "POST /api/v1/audit/trace-warnings/{warning_id}/seen": Rule("officer:auditor", here, once=True),
        "GET /api/v1/public/tracing": public,
        "GET /api/v1/traces/policy": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/traces/shared": traced({"case_ids": ["{case_id}", "{case_id}"], "reason": WHY}),
        "POST /api/v1/traces/{case_id}/contacts": traced({"reason": WHY}),
        "POST /api/v1/traces/{case_id}/counts": traced({"thresholds": THRESHOLDS}),
        "POST /api/v1/traces/{case_id}/meetings": traced({"reason": WHY, "person_id": "{case_person}"}),
        "POST /api/v1/traces/{case_id}/second-degree": traced({"reason": WHY}),
        "POST /api/v1/traces/{case_id}/trajectory": traced({"reason": WHY}),
        "POST /api/v1/traces/{case_id}/exposure": traced(EXPOSURE),
        "POST /api/v1/traces/{case_id}/contacts/sheet": traced({"reason": WHY}),
        "GET /api/v1/monitoring/scans": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/active-venues": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/areas": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/breakdown": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/venues": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/venues/{venue_id}": Rule(f"officer:{VIEWERS}", here),
        "GET /api/v1/monitoring/odd-doors": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/alerts": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/loop": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/monitoring/sheets/{table}": Rule(f"officer:{VIEWERS}"),
        "GET /api/v1/my/venues/{venue_id}/counts": managed(),
        "POST /api/v1/traces/{case_id}/contacts/godata": traced({"reason": WHY}),
        "POST /api/v1/traces/{case_id}/second-degree/sheet": traced({"reason": WHY}),
        "POST /api/v1/traces/{case_id}/trajectory/sheet": traced({"reason": WHY}),
        "POST /api/v1/traces/{case_id}/trajectory/report": traced({"reason": WHY}),
        "POST /api/v1/traces/{case_id}/exposure/sheet": traced(EXPOSURE),
        "POST /api/v1/traces/shared/sheet": traced({"case_ids": ["{case_id}", "{case_id}"], "reason": WHY}),
        "POST /api/v1/traces/shared/picture": traced({"case_ids": ["{case_id}", "{case_id}"], "reason": WHY}),
        "POST /api/v1/follow-ups/sheet": traced({"case_id": "{case_id}", "reason": WHY}),
        "POST /api/v1/traces/{case_id}/follow-ups": traced({"reason": WHY, "classes": ["close_contact"]}),
        "GET /api/v1/cases/{case_id}/follow-ups": traced(),
        "GET /api/v1/follow-ups": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/follow-ups/{case_id}/{person_id}/opened": traced(),
        "POST /api/v1/follow-ups/{case_id}/{person_id}/steps": traced(VERSION),
        "POST /api/v1/traces/{case_id}/notices/preview": traced(TELL),
        "POST /api/v1/traces/{case_id}/notices": traced(TELL),
        "GET /api/v1/cases/{case_id}/notices": traced(),
        "GET /api/v1/notices/waiting": Rule(f"officer:{TRACERS}"),
        "POST /api/v1/notices/{notice_id}/decision": traced({"approve": True}),
        "GET /api/v1/me/notices": citizen,
        "POST /api/v1/me/notices/{notice_id}/read": managed(None, "citizen"),
        "POST /api/v1/follow-ups/orders": traced({**FOLLOWED, "reason": "close_contact", "evidence": "同桌就餐"}),
        # what the first holder uses up comes last
        "DELETE /api/v1/systems/{system_id}/keys/{key_id}": Rule("officer:administrator", here),
        "POST /api/v1/case-grants/{grant_id}/decision": Rule(f"officer:{TRACERS}", here, {"granted": True}, once=True),
        "POST /api/v1/follow-ups/assignments": Rule(
            f"officer:{TRACERS}", here, {**FOLLOWED, "division_code": "370102"}, once=True
        ),
        "POST /api/v1/cases/{case_id}/end": traced({"reason": WHY}),
        "POST /api/v1/people/{person_id}/card/revoke": Rule(
            f"officer:{STREET}", here, {"reason": "家属电话挂失"}, once=True
        ),
        "GET /api/v1/me/cards": citizen,
        "POST /api/v1/me/cards/{person_id}": managed({}, "citizen"),
        "GET /api/v1/me/cards/{person_id}/card.pdf": managed(None, "citizen"),
        "GET /api/v1/me/cards/{person_id}/card.png": Rule("citizen", ("citizen",), query="?width=300"),
        "POST /api/v1/card-residents": Rule(f"officer:{STREET}", None, {}),
        "POST /api/v1/card-batches": Rule(f"officer:{STREET}", None, {"reason": "为一老一小打印纸质码"}),
        "GET /api/v1/card-batches": Rule(f"officer:{STREET}"),
        "GET /api/v1/card-batches/{card_batch_id}": Rule(f"officer:{STREET}", ("reviewer here",)),
        "GET /api/v1/card-batches/{card_batch_id}/cards": Rule(f"officer:{STREET}", ("reviewer here",)),
        # what the first holder uses up comes last
        "POST /api/v1/me/cards/{person_id}/revoke": managed({}, "citizen", once=True),
        "DELETE /api/v1/me/family/{person_id}": managed(None, "citizen", once=True),
        "POST /api/v1/recoveries/{request_id}/decision": Rule(
            f"officer:{HELPERS}", here, {"approve": False, "reason": "证件不符"}, once=True
        ),
        "DELETE /api/v1/my/venues/{venue_id}/invitations/{invitation_id}": managed(once=True),
        "POST /api/v1/venues/{venue_id}/devices/{device_id}/revoke": Rule(EITHER, both, once=True),
        "POST /api/v1/doors/{door_id}/calls/{call_id}/close": managed(None, "manager", "guard", once=True),
        "DELETE /api/v1/my/venues/{venue_id}/members/{member_id}": managed(once=True),
        "DELETE /api/v1/my/venues/{venue_id}/membership": managed(None, "manager"),
    }


RULES = _rules()


def officers_of(roles: str, divisions: tuple[str, ...] = (HERE, ELSEWHERE)) -> set[str]:
    wanted = set(Role) if roles == "any" else {Role(role) for role in roles.split(",")}
    return {officer_name(role, division) for role in wanted for division in divisions}


def admitted(who: str) -> set[str]:
    """Return the callers whom a route lets in by kind and role."""
    if who == "public":
        return {"nobody", "newcomer", *CITIZENS, *officers_of("any")}
    if who.startswith("system:"):
        return {SYSTEM}
    if who.startswith("device:"):
        return {TERMINAL} if who == "device:terminal" else {TERMINAL, DISPLAY}
    kinds, _, roles = who.partition("officer:")
    found = officers_of(roles) if roles else set()
    if kinds:
        found |= set(CITIZENS)
    return found | {"newcomer"} if who == "signed_in" else found


def holders(rule: Rule) -> list[str]:
    """Return those who find what the path names, citizens first."""
    here = sorted(name for name in admitted(rule.who) if name.endswith(" here"))
    return [name for holder in rule.holders or () for name in ([holder] if holder != "here" else here)]


def expected(rule: Rule) -> Iterator[tuple[str, int | None]]:
    """Return (caller, status): 401, 403 or 404, or None for one who is served; those who are served come last."""
    everybody = ["nobody", "newcomer", SYSTEM, TERMINAL, DISPLAY, *CITIZENS, *sorted(officers_of("any"))]
    let_in, found = admitted(rule.who), holders(rule)
    for caller in everybody:
        if caller not in let_in:
            yield caller, _refused(rule.who, caller)
        elif rule.holders is not None and caller not in found:
            yield caller, 404
    served = found if rule.holders is not None else [one for one in everybody if one in let_in]
    for caller in served[: 1 if rule.once else None]:
        yield caller, None


def _refused(who: str, caller: str) -> int:
    """Return 401 where a caller shows nothing that the route knows, 403 for one of the wrong kind."""
    signs = caller in {SYSTEM, TERMINAL, DISPLAY}
    if who.startswith("device:"):
        return 403 if caller in {TERMINAL, DISPLAY} else 401
    return 401 if signs or caller == "nobody" else 403


async def _status(world: World, name: str, rule: Rule, caller: str) -> tuple[int, str]:
    method, _, path = name.partition(" ")
    target = (path + rule.query).format(**world.ids)
    body = b""
    if rule.body is not None:
        text = json.dumps(rule.body).replace("{ward}", world.ward_number)
        for key, value in world.ids.items():
            text = text.replace(f'"{{{key}}}"', str(value))
        body = text.encode()
    headers = await world.credentials(caller, method, target, body)
    if body:
        headers["content-type"] = "application/json"
    answer = await call(world.app, method, target, headers, body)
    return answer.status, answer.body[:120].decode("utf-8", "replace")


def test_every_route_has_its_rule(app: FastAPI):
    signatures = {f"{method} {path}": who for (method, path), who in admits(app).items()}
    assert {name: rule.who for name, rule in RULES.items()} == signatures


async def test_every_caller_gets_what_the_rule_says(app: FastAPI, client):
    world = await make_world(app, client)
    wrong = []
    asked = 0
    for name, rule in RULES.items():
        if rule.who == "public":
            continue
        for caller, status in expected(rule):
            got, body = await _status(world, name, rule, caller)
            asked += 1
            right = got == status if status else got not in {401, 403, 404} and got < 500
            if not right:
                wrong.append(f"{name} by {caller}: {got} instead of {status or 'being served'} {body}")
    assert not wrong, "\n".join(wrong)
    assert asked > 1500


ABOVE, BESIDE, BELOW = "371500", "371503", "371502002"
"""The prefecture of the venue's county, another county of it, and a street of that county that is not the venue's."""


async def test_an_officer_acts_on_what_lies_below_and_on_nothing_beside_or_above(app: FastAPI, client):
    world = await make_world(app, client)
    callers = {}
    for division in (BESIDE, BELOW, ABOVE):
        for role in Role:
            callers[role, division] = name = f"{role.value} of {division}"
            world.tokens[name] = await make_officer(app, role, division)
    world.learn_claims()
    wrong, asked = [], 0
    for name, rule in RULES.items():
        roles = rule.who.partition("officer:")[2]
        if "here" not in (rule.holders or ()) or not roles:
            continue
        wanted = sorted(set(Role) if roles == "any" else {Role(role) for role in roles.split(",")})
        for division in (BESIDE, BELOW, ABOVE):
            for role in wanted[: 1 if rule.once else None]:
                got, body = await _status(world, name, rule, callers[role, division])
                asked += 1
                right = got not in {401, 403, 404} and got < 500 if division == ABOVE else got == 404
                if not right:
                    wrong.append(f"{name} by {role} of {division}: {got} {body}")
    assert not wrong, "\n".join(wrong)
    assert asked > 150


async def test_an_officer_of_the_venues_own_street_acts_on_it(app: FastAPI, client):
    world = await make_world(app, client)
    world.tokens["street"] = await make_officer(app, Role.REVIEWER, "371502001")
    world.learn_claims()
    for name, rule in RULES.items():
        if "here" in (rule.holders or ()) and "{venue_id}" in name and KEEPER in rule.who:
            got, body = await _status(world, name, rule, "street")
            assert got not in {401, 403, 404}, f"{name}: {got} {body}"


async def test_no_list_shows_another_division(app: FastAPI, client):
    world = await make_world(app, client)
    seen = set()
    for name, rule in RULES.items():
        method, _, path = name.partition(" ")
        shows = method == "GET" and "{" not in path and not path.endswith(("/stream", "/template", "/template/tests"))
        if not (shows and rule.who.startswith("officer:")) or path == ASKS_FROM_ELSEWHERE:
            continue
        for caller in admitted(rule.who):
            answer = await call(app, "GET", path, {"authorization": f"Bearer {await world.fresh(caller)}"})
            assert answer.status == 200
            other = HERE if caller.endswith("elsewhere") else ELSEWHERE
            assert other not in answer.body.decode(), f"{name} by {caller}"
            if HERE in answer.body.decode():
                seen.add(path)
    assert len(seen) >= 6  # those of the division itself do see something
