import pyotp

from venuecode.demo.officers import OFFICERS, PASSWORD, enrol_officers


async def test_every_demo_officer_signs_in_with_the_password_and_the_second_factor_of_the_table(app, client, clock):
    await enrol_officers(app.state.services)
    for officer in OFFICERS:
        body = {"user_name": officer.user_name, "password": PASSWORD}
        step = (await client.post("/api/v1/officers/sign-in", json=body)).json()
        assert step["enrol_secret"] is None
        code = pyotp.TOTP(officer.totp_secret).at(clock.now())
        assert code == step["demo_code"]
        answer = await client.post("/api/v1/officers/sign-in/totp", json={"ticket": step["ticket"], "code": code})
        assert answer.json()["officer"]["role"] == officer.role
        assert answer.json()["officer"]["password_temporary"] is False
