from datetime import timedelta

from people import citizen_token, make_officer, register_citizen
from venuecode.identity.sessions.model import Origin
from venuecode.identity.sessions.service import FOLLOW_SECONDS, Sessions
from venuecode.identity.tokens import HolderKind, TokenBook, TokenFault
from venuecode.infra.keys import Keys

LIFE = timedelta(days=1)


async def _start(app, db, person_id=5):
    async with db.transaction() as connection:
        return await app.state.services[Sessions].start(
            connection, HolderKind.CITIZEN, person_id, LIFE, Origin("phone", "h5")
        )


def _other_process(app, db, clock) -> tuple[Sessions, TokenBook]:
    tokens = TokenBook({1: app.state.services[Keys].secret("token")}, 1)
    return Sessions(db, clock, tokens), tokens


async def test_a_session_ended_in_one_process_is_refused_in_another_at_its_next_turn(app, db, clock):
    issued = await _start(app, db)
    others, tokens = _other_process(app, db, clock)
    await others.follow()
    assert tokens.verify(issued.token, clock.now().timestamp()).holder_id == 5
    await app.state.services[Sessions].end(HolderKind.CITIZEN, 5, only=issued.session_id)
    assert app.state.services[TokenBook].verify(issued.token, clock.now().timestamp()) is TokenFault.ENDED
    clock.advance(timedelta(seconds=FOLLOW_SECONDS))
    await others.follow()
    assert tokens.verify(issued.token, clock.now().timestamp()) is TokenFault.ENDED
    assert FOLLOW_SECONDS * 2 < 5


async def test_a_process_that_starts_later_knows_the_sessions_ended_before(app, db, clock):
    issued = await _start(app, db)
    await app.state.services[Sessions].end(HolderKind.CITIZEN, 5)
    clock.advance(timedelta(hours=20))
    others, tokens = _other_process(app, db, clock)
    await others.follow()
    assert tokens.verify(issued.token, clock.now().timestamp()) is TokenFault.ENDED


async def test_an_end_that_was_committed_late_is_still_learnt(app, db, clock):
    first, second = await _start(app, db), await _start(app, db)
    others, tokens = _other_process(app, db, clock)
    async with db.transaction() as slow:
        own = Sessions(db, clock, TokenBook({1: b"x" * 32}, 1))
        await own.end(HolderKind.CITIZEN, 5, only=first.session_id, connection=slow)
        clock.advance(timedelta(seconds=30))
        await app.state.services[Sessions].end(HolderKind.CITIZEN, 5, only=second.session_id)
        await others.follow()
    await others.follow()
    assert tokens.verify(first.token, clock.now().timestamp()) is TokenFault.ENDED


async def test_ending_all_others_keeps_the_own(app, db):
    sessions = app.state.services[Sessions]
    kept = [await _start(app, db) for _ in range(3)][1]
    assert await sessions.end(HolderKind.CITIZEN, 5, besides=kept.session_id) == 2
    assert [s.id for s in await sessions.open(HolderKind.CITIZEN, 5)] == [kept.session_id]


async def test_an_officer_with_a_citizens_number_keeps_the_own_sessions(app, db):
    sessions = app.state.services[Sessions]
    await _start(app, db, 1)
    await make_officer(app)
    await sessions.end(HolderKind.CITIZEN, 1)
    assert len(await sessions.open(HolderKind.OFFICER, 1)) == 1


async def test_made_people_have_masked_names_and_sealed_fields(app, db):
    token, person_id = await register_citizen(app, "欧阳小明")
    assert token != await citizen_token(app, person_id)
    async with db.connection() as connection:
        row = await connection.fetchrow("select * from person where id = $1", person_id)
    assert row["masked_name"] == "欧**明"
    assert "欧阳".encode() not in row["name"]
    assert b"138" not in row["phone"]
