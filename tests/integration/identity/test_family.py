import asyncio
from datetime import timedelta

from people import bearer, phone, register_citizen, resident_id

CHILD = {"name": "张小宝", "document_type": "resident_id", "relation": "child", "consent": True}


async def family(client, token):
    return (await client.get("/api/v1/me/family", headers=bearer(token))).json()


async def add(client, token, **changes):
    body = CHILD | {"document_number": resident_id(born="20150601")} | changes
    return await client.post("/api/v1/me/family", json=body, headers=bearer(token))


async def add_by_phone(client, token, mobile, relation="spouse"):
    sent = await client.post("/api/v1/me/family/codes", json={"phone": mobile}, headers=bearer(token))
    body = {"phone": mobile, "code": sent.json()["demo_code"], "relation": relation}
    return await client.post("/api/v1/me/family/by-phone", json=body, headers=bearer(token))


async def test_a_child_is_registered_and_bound_in_one_step(client, app):
    token, _ = await register_citizen(app)
    bound = await add(client, token)
    assert bound.status_code == 201
    wards = (await family(client, token))["wards"]
    assert [(w["person_id"], w["masked_name"], w["relation"], w["has_own_phone"]) for w in wards] == [
        (bound.json()["person_id"], "张*宝", "child", False)
    ]


async def test_without_consent_nobody_is_bound(client, app):
    token, _ = await register_citizen(app)
    assert (await add(client, token, consent=False)).json()["code"] == "family.consent_missing"


async def test_the_other_parent_binds_the_same_child(client, app):
    number = resident_id(born="20150601")
    mother, _ = await register_citizen(app, "李丽")
    father, _ = await register_citizen(app, "张强")
    first = await add(client, mother, document_number=number)
    second = await add(client, father, document_number=number)
    assert first.json() == second.json()
    assert (await add(client, father, document_number=number)).json()["code"] == "family.already_bound"
    stranger, _ = await register_citizen(app, "王五一")
    answer = await add(client, stranger, document_number=number, name="王小二")
    assert answer.json()["code"] == "family.name_differs"


async def test_both_parents_at_once_make_one_child(client, app, db):
    number = resident_id(born="20150601")
    parents = [(await register_citizen(app))[0] for _ in range(2)]
    answers = await asyncio.gather(*(add(client, parent, document_number=number) for parent in parents))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    async with db.connection() as connection:
        assert await connection.fetchval("select count(*) from person") == 3


async def test_who_has_a_phone_is_asked_there(client, app):
    number, mobile = resident_id(), phone()
    token, me = await register_citizen(app, "张强")
    spouse, spouse_id = await register_citizen(app, "李丽", number=number, mobile=mobile)
    refused = await add(client, token, name="李丽", document_number=number, relation="spouse")
    assert (refused.status_code, refused.json()["code"]) == (409, "family.has_own_phone")
    bound = await add_by_phone(client, token, mobile)
    assert bound.json() == {"person_id": spouse_id}
    assert [g["person_id"] for g in (await family(client, spouse))["guardians"]] == [me]


async def test_an_unregistered_phone_and_the_own_one_bind_nobody(client, app):
    mine = phone()
    token, _ = await register_citizen(app, mobile=mine)
    assert (await add_by_phone(client, token, phone())).json()["code"] == "family.phone_not_registered"
    assert (await add_by_phone(client, token, mine)).json()["code"] == "family.oneself"


async def test_either_side_ends_it_and_it_can_begin_again(client, app):
    mobile = phone()
    guardian, guardian_id = await register_citizen(app, "张强")
    ward, ward_id = await register_citizen(app, "李丽", mobile=mobile)
    await add_by_phone(client, guardian, mobile)
    assert (await client.delete(f"/api/v1/me/family/{guardian_id}", headers=bearer(ward))).status_code == 204
    assert (await family(client, guardian))["wards"] == []
    assert (await client.delete(f"/api/v1/me/family/{guardian_id}", headers=bearer(ward))).status_code == 404
    app_clock = app.state.services
    from datetime import timedelta

    from venuecode.kernel.clock import Clock

    app_clock[Clock].advance(timedelta(minutes=2))
    assert (await add_by_phone(client, guardian, mobile)).status_code == 201
    assert (await client.delete(f"/api/v1/me/family/{ward_id}", headers=bearer(guardian))).status_code == 204


async def test_a_stranger_ends_no_bond(client, app):
    guardian, guardian_id = await register_citizen(app)
    ward_id = (await add(client, guardian)).json()["person_id"]
    stranger, _ = await register_citizen(app)
    for person_id in (guardian_id, ward_id):
        assert (await client.delete(f"/api/v1/me/family/{person_id}", headers=bearer(stranger))).status_code == 404
    assert len((await family(client, guardian))["wards"]) == 1


async def test_ten_relatives_are_the_most_even_at_once(client, app):
    token, _ = await register_citizen(app)
    answers = await asyncio.gather(*(add(client, token) for _ in range(12)))
    codes = [answer.json().get("code") for answer in answers]
    assert codes.count(None) == 10
    assert codes.count("family.too_many") == 2
    assert len((await family(client, token))["wards"]) == 10


async def shown_code(client, token):
    return (await client.post("/api/v1/me/code", headers=bearer(token))).json()["code"]


async def add_by_code(client, token, code, relation="parent"):
    body = {"code": code, "relation": relation}
    return await client.post("/api/v1/me/family/by-code", json=body, headers=bearer(token))


async def test_an_adult_who_shows_the_own_code_is_bound_and_sees_by_whom(client, app):
    son, son_id = await register_citizen(app, "张强")
    mother, mother_id = await register_citizen(app, "李桂芳")
    bound = await add_by_code(client, son, await shown_code(client, mother))
    assert (bound.status_code, bound.json()) == (201, {"person_id": mother_id})
    [guardian] = (await family(client, mother))["guardians"]
    assert (guardian["person_id"], guardian["masked_name"], guardian["consent_by"]) == (son_id, "张*", "shown_code")
    assert (await client.delete(f"/api/v1/me/family/{son_id}", headers=bearer(mother))).status_code == 204
    assert (await family(client, son))["wards"] == []


async def test_an_old_code_the_own_one_and_anything_else_bind_nobody(client, app, clock):
    son, _ = await register_citizen(app, "张强")
    mother, _ = await register_citizen(app, "李桂芳")
    code = await shown_code(client, mother)
    own = await add_by_code(client, son, await shown_code(client, son))
    assert own.json()["code"] == "family.oneself"
    clock.advance(timedelta(minutes=2))
    for text in (code, "https://example.org"):
        refused = await add_by_code(client, son, text)
        assert (refused.status_code, list(refused.json()["fields"])) == (422, ["code"])
    assert (await family(client, son))["wards"] == []


async def test_a_child_is_bound_by_the_guardian_and_an_adult_by_what_they_said(client, app):
    token, _ = await register_citizen(app)
    await add(client, token)
    await add(client, token, name="张奶奶", document_number=resident_id(born="19450601"), relation="grandparent")
    assert [ward["consent_by"] for ward in (await family(client, token))["wards"]] == ["guardian", "stated"]
