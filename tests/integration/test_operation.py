import httpx


async def test_the_server_says_it_is_alive_and_ready(client: httpx.AsyncClient):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready"}


async def test_an_unknown_path_is_a_problem_in_the_readers_language(client: httpx.AsyncClient):
    answer = await client.get("/api/v1/nothing", headers={"accept-language": "en-GB"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["title"] == "Not found"


async def test_a_client_learns_before_sign_in_that_this_is_a_demonstration(client: httpx.AsyncClient):
    answer = await client.get("/api/v1/deployment")
    assert answer.json() == {
        "demo": True,
        "province": "370000",
        "hotline": "12345",
        "public_url": "http://127.0.0.1:8000",
    }
