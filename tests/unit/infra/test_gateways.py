"""The gateways for text messages and the registry, against a stand-in that checks what a real one would."""

import hashlib
import hmac
import json

import httpx
import pytest
from pydantic import ValidationError

from venuecode.identity.people.documents import Document, DocumentType
from venuecode.identity.people.model import RegistryDown
from venuecode.identity.people.verification import FormatOnly, HttpRegistry, verifier
from venuecode.identity.settings import IdentitySettings
from venuecode.infra.notifications import sms
from venuecode.infra.notifications.settings import NotificationSettings
from venuecode.infra.notifications.sms import HttpGateway, LogGateway, NoGateway, Sms, SmsFailed, sms_gateway

SECRET = "0123456789abcdef"
SETTINGS = NotificationSettings(sms_url="http://127.0.0.1:9/sms", sms_secret=SECRET)
MESSAGE = Sms("+8613800138000", "sign_in", "验证码 123456", "zh", {"code": "123456"})


class StandIn(httpx.AsyncBaseTransport):
    """Answers as told, in order; a request with a wrong signature is refused."""

    def __init__(self, *answers, unique="Idempotency-Key") -> None:
        self.answers = list(answers)
        self.unique = unique
        self.taken: list[httpx.Request] = []

    async def handle_async_request(self, request):
        self.taken.append(request)
        body = await request.aread()
        signed = f"{request.headers['X-Timestamp']}\n{request.headers[self.unique]}\n".encode() + body
        if request.headers["X-Signature"] != hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest():
            return httpx.Response(401)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(sms, "FIRST_PAUSE_SECONDS", 0)


async def test_a_message_is_handed_over_signed():
    stand_in = StandIn(httpx.Response(202))
    await HttpGateway(SETTINGS, stand_in).send(MESSAGE)
    body = json.loads(stand_in.taken[0].content)
    assert body == {
        "to": "+8613800138000",
        "template": "sign_in",
        "values": {"code": "123456"},
        "text": "验证码 123456",
        "language": "zh",
    }
    assert "138" not in str(stand_in.taken[0].url)


@pytest.mark.parametrize(
    "first", [httpx.Response(503), httpx.Response(429), httpx.ConnectError("x"), httpx.ReadTimeout("x")]
)
async def test_a_gateway_that_is_down_or_busy_is_tried_again_with_the_same_key(first):
    stand_in = StandIn(first, httpx.Response(200))
    await HttpGateway(SETTINGS, stand_in).send(MESSAGE)
    keys = {request.headers["Idempotency-Key"] for request in stand_in.taken}
    assert (len(stand_in.taken), len(keys)) == (2, 1)


async def test_it_gives_up_after_three_tries():
    stand_in = StandIn(*[httpx.ConnectTimeout("x")] * 9)
    with pytest.raises(SmsFailed) as failed:
        await HttpGateway(SETTINGS, stand_in).send(MESSAGE)
    assert len(stand_in.taken) == 3
    assert failed.value.retry_after


async def test_a_refused_message_is_not_sent_again():
    stand_in = StandIn(httpx.Response(400), httpx.Response(200))
    with pytest.raises(SmsFailed):
        await HttpGateway(SETTINGS, stand_in).send(MESSAGE)
    assert len(stand_in.taken) == 1


async def test_a_wrong_secret_is_refused_by_the_other_side():
    wrong = NotificationSettings(sms_url="http://127.0.0.1:9/sms", sms_secret="another secret 00")
    with pytest.raises(SmsFailed):
        await HttpGateway(wrong, StandIn(httpx.Response(200))).send(MESSAGE)


def test_an_address_without_a_secret_is_a_fault_of_the_settings():
    for fields in ({}, {"sms_secret": "short"}):
        with pytest.raises(ValidationError):
            NotificationSettings(sms_url="http://127.0.0.1:9/sms", **fields)


def test_the_log_takes_messages_in_demo_mode_only():
    assert isinstance(sms_gateway(NotificationSettings(), demo=True), LogGateway)
    assert isinstance(sms_gateway(NotificationSettings(), demo=False), NoGateway)
    assert isinstance(sms_gateway(SETTINGS, demo=True), HttpGateway)


DOCUMENT = Document(DocumentType.PASSPORT, "AB1234567", "FR", None)
REGISTRY = IdentitySettings(registry_url="http://127.0.0.1:9/check", registry_secret=SECRET)


@pytest.mark.parametrize("match", [True, False])
async def test_the_registry_says_whether_name_and_document_belong_together(match):
    stand_in = StandIn(httpx.Response(200, json={"match": match}), unique="X-Nonce")
    assert await HttpRegistry(REGISTRY, stand_in).confirms(DOCUMENT, "Marie Curie") is match
    assert json.loads(stand_in.taken[0].content)["nationality"] == "FR"


@pytest.mark.parametrize(
    "answer", [httpx.Response(500), httpx.ConnectError("x"), httpx.Response(200, text="<html>"), httpx.Response(200)]
)
async def test_a_registry_that_cannot_say_is_down_and_does_not_confirm(answer):
    with pytest.raises(RegistryDown):
        await HttpRegistry(REGISTRY, StandIn(answer, answer, unique="X-Nonce")).confirms(DOCUMENT, "Marie Curie")


async def test_a_registry_is_asked_once_more():
    stand_in = StandIn(httpx.ReadTimeout("x"), httpx.Response(200, json={"match": True}), unique="X-Nonce")
    assert await HttpRegistry(REGISTRY, stand_in).confirms(DOCUMENT, "Marie Curie")


async def test_without_a_registry_the_form_is_enough():
    assert await verifier(IdentitySettings.default()).confirms(DOCUMENT, "Marie Curie")
    assert isinstance(verifier(IdentitySettings.default()), FormatOnly)
