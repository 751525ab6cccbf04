import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from venuecode.health.policy.document import Policy
from venuecode.health.policy.model import DocumentUnfit
from venuecode.health.policy.service import read_policy
from venuecode.health.policy.table import shipped_policy
from venuecode.health.reasons import Reason

NOON = datetime(2026, 5, 6, 4, tzinfo=UTC)
POLICY = shipped_policy()


def changed(path: str, value: object) -> dict[str, Any]:
    """Return the shipped document with one place changed."""
    document: dict[str, Any] = json.loads(POLICY.model_dump_json())
    *way, last = path.split(".")
    place = document
    for name in way:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return document


def test_a_document_survives_being_stored():
    assert Policy.model_validate(json.loads(POLICY.model_dump_json())) == POLICY


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("reasons.close_contact", None),
        ("reasons.close_contact", {"steps": [{"colour": "red", "days": 61}]}),
        ("reasons.close_contact", {"steps": [{"colour": "green", "days": 3}]}),
        ("reasons.close_contact", {"steps": [{"colour": "given", "days": 3}]}),
        ("reasons.guessed", {"steps": []}),
        ("reasons.test_missed.lifted_by_nothing", True),
        ("venue_classes", {"1": {"test_hours": 48}}),
        ("venue_classes.1.test_hours", 47),
        ("tests.badges_hours", [72, 24]),
        ("name", {"zh": "只有中文"}),
        ("longest_days", 400),
        ("card_days", {"least": 30, "most": 14}),
        ("turned_per_hour.in_all", 0),
    ],
)
def test_a_document_that_does_not_follow_the_schema_is_told_where(path: str, value: object):
    with pytest.raises(DocumentUnfit) as refused:
        read_policy(changed(path, value))
    assert refused.value.fields


@pytest.mark.parametrize(
    ("of_class", "own", "asked"), [(None, None, None), (48, None, 48), (None, 24, 24), (48, 24, 24), (24, 72, 24)]
)
def test_the_stricter_of_class_and_venue_holds(of_class: int | None, own: int | None, asked: int | None):
    policy = read_policy(changed("venue_classes.2", {"test_hours": of_class}))
    assert policy.asked_hours(2, own) == asked


def test_grace_is_added_to_what_is_asked():
    assert read_policy(changed("tests.grace_hours", 6)).asked_hours(1, 48) == 54


@pytest.mark.parametrize(("hours", "badge"), [(0, "24h"), (24, "24h"), (25, "72h"), (73, None)])
def test_a_policy_says_which_badges_there_are(hours: int, badge: str | None):
    policy = read_policy(changed("tests.badges_hours", [24, 72]))
    assert policy.badge(NOON - timedelta(hours=hours), NOON) == badge


def test_a_policy_may_say_what_to_do_in_its_own_words():
    advice = {"zh": "请居家并联系社区。", "en": "Stay at home and call your community."}
    rule = {"steps": [{"colour": "red", "days": 5}], "advice": advice}
    assert read_policy(changed("reasons.close_contact", rule)).advice(Reason.CLOSE_CONTACT).en == advice["en"]
