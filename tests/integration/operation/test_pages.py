"""How the built clients are served."""

from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from venuecode.web.clients import add_clients
from venuecode.web.settings import WebSettings


@pytest.fixture
def build(tmp_path: Path) -> Path:
    for name in ("mobile", "console"):
        folder = tmp_path / name / "assets"
        folder.mkdir(parents=True)
        (tmp_path / name / "index.html").write_text(f"<!doctype html>{name}")
        (folder / "main-Ab3dE6gH.js").write_text("// " + name)
    (tmp_path / "mobile" / "assets" / "main-Ab3dE6gH.js.br").write_bytes(b"packed")
    return tmp_path


@pytest.fixture
async def pages(build: Path, monkeypatch: pytest.MonkeyPatch) -> httpx.AsyncClient:
    from venuecode.web import clients

    monkeypatch.setattr(clients.Clients.__init__, "__defaults__", (build,))
    app = FastAPI()
    add_clients(app, WebSettings(check_files={"abc.txt": "proof"}))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


@pytest.mark.parametrize(
    ("path", "client"),
    [
        ("/", "mobile"),
        ("/v/ABCD", "mobile"),
        ("/apply", "mobile"),
        ("/console/", "console"),
        ("/console/x/1", "console"),
    ],
)
async def test_a_page_of_either_client_answers_every_path_of_it(pages: httpx.AsyncClient, path: str, client: str):
    answer = await pages.get(path)
    assert answer.text == f"<!doctype html>{client}"
    assert answer.headers["cache-control"] == "no-cache"


async def test_a_hashed_file_is_kept_for_ever_and_sent_packed(pages: httpx.AsyncClient):
    answer = await pages.get("/assets/main-Ab3dE6gH.js", headers={"accept-encoding": "gzip, br"})
    assert answer.headers["content-encoding"] == "br"
    assert "immutable" in answer.headers["cache-control"]
    plain = await pages.get("/assets/main-Ab3dE6gH.js", headers={"accept-encoding": "identity"})
    assert plain.text == "// mobile"
    again = await pages.get("/", headers={"if-none-match": (await pages.get("/")).headers["etag"]})
    assert again.status_code == 304


async def test_what_is_not_there_is_not_answered_with_a_page(pages: httpx.AsyncClient):
    assert (await pages.get("/assets/gone-12345678.js")).status_code == 404
    assert (await pages.get("/../../etc/passwd.txt")).status_code == 404
    assert (await pages.get("/api/v1/nothing")).status_code == 404
    assert (await pages.post("/apply")).status_code == 405


async def test_the_platforms_check_files_stand_at_the_root_and_beside_the_codes(pages: httpx.AsyncClient):
    assert (await pages.get("/abc.txt")).text == "proof"
    assert (await pages.get("/v/abc.txt")).text == "proof"


async def test_every_answer_of_the_product_forbids_what_comes_from_elsewhere(client: httpx.AsyncClient):
    for path in ("/healthz", "/api/v1/nothing", "/console/"):
        headers = (await client.get(path)).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
