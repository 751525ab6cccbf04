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


async def test_metrics_count_by_template_and_hold_no_code_of_a_url(client: httpx.AsyncClient):
    await client.get("/api/v1/deployment")
    await client.get("/v/ABCD-EFGH-JKMN-PQRS")
    text = (await client.get("/metrics")).text
    assert 'venuecode_requests_total{method="GET",route="/api/v1/deployment",status="200"}' in text
    assert "venuecode_pool_connections" in text
    assert "ABCD-EFGH" not in text


async def test_every_answer_has_an_id_of_its_own_or_the_one_that_a_proxy_gave(client: httpx.AsyncClient):
    given = await client.get("/healthz", headers={"x-request-id": "proxy-12345678"})
    assert given.headers["x-request-id"] == "proxy-12345678"
    forged = await client.get("/healthz", headers={"x-request-id": "a b\tc"})
    assert forged.headers["x-request-id"] not in {"a b\tc", given.headers["x-request-id"]}
