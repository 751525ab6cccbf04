"""What health officer and approver have entered about the invented citizens: tests, and orders with their reason."""

from collections.abc import Mapping
from datetime import timedelta

from venuecode.app import Services
from venuecode.demo.cast import People
from venuecode.demo.people import CHILD, CITIZENS, GRANDMOTHER, Citizen
from venuecode.health.ledger.service import Ledger
from venuecode.health.model import NewOrder, NewTest, TestResult
from venuecode.health.service import Health
from venuecode.identity.model import OfficerSession
from venuecode.kernel.clock import Clock
from venuecode.kernel.ids import PersonId

COLOUR_FOR = timedelta(days=7)


async def enter_facts(services: Services, people: People, officers: Mapping[str, OfficerSession]) -> None:
    """Enter everybody's last test, and the colours of those who have one."""
    for citizen in (*CITIZENS, GRANDMOTHER, CHILD):
        await _enter(services, people[citizen.key], citizen, officers)


async def _enter(
    services: Services, person: PersonId, citizen: Citizen, officers: Mapping[str, OfficerSession]
) -> None:
    now, health = services[Clock].now(), services[Health]
    if citizen.test_hours is not None:
        sampled = now - timedelta(hours=citizen.test_hours)
        await health.add_test(
            officers["health"], person, NewTest(TestResult.NEGATIVE, sampled, "聊城市东昌府区疾控中心")
        )
    if citizen.reason is not None:
        order = NewOrder(citizen.reason, now, now + COLOUR_FOR, "演示数据：协查单 2026-001")
        proposal = await services[Ledger].propose(officers["health"], [person], order)
        await services[Ledger].decide_proposal(officers["approver"], proposal.id, approve=True)
