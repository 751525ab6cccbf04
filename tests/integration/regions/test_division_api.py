import httpx
import pytest

from venuecode import settings as settings_module
from venuecode.app import build_services
from venuecode.infra.db import Database
from venuecode.sections import SECTIONS

URL = "/api/v1/divisions"


async def test_a_picker_walks_from_the_province_to_a_street(client: httpx.AsyncClient):
    prefectures = (await client.get(URL)).json()
    assert prefectures["parent"]["name_zh"] == "山东省"
    assert len(prefectures["items"]) == 16
    liaocheng = next(item for item in prefectures["items"] if item["name_zh"] == "聊城市")
    assert liaocheng["has_children"]
    counties = (await client.get(URL, params={"parent": liaocheng["code"]})).json()["items"]
    dongchangfu = next(item for item in counties if item["name_en"] == "Dongchangfu District")
    streets = (await client.get(URL, params={"parent": dongchangfu["code"]})).json()["items"]
    assert not any(street["has_children"] for street in streets)
    assert streets[1] == {
        "code": "371502002",
        "name_zh": "柳园街道",
        "name_en": "Liuyuan Subdistrict",
        "level": "street",
        "has_children": False,
        "path": [
            {"code": "370000", "name_zh": "山东省", "name_en": "Shandong Province", "level": "province"},
            {"code": "371500", "name_zh": "聊城市", "name_en": "Liaocheng City", "level": "prefecture"},
            {"code": "371502", "name_zh": "东昌府区", "name_en": "Dongchangfu District", "level": "county"},
            {"code": "371502002", "name_zh": "柳园街道", "name_en": "Liuyuan Subdistrict", "level": "street"},
        ],
    }


async def test_the_country_gives_all_provinces(client: httpx.AsyncClient):
    answer = (await client.get(URL, params={"parent": "000000"})).json()
    assert answer["parent"]["level"] == "country"
    assert answer["parent"]["path"][0]["name_zh"] == "全国"
    assert len(answer["items"]) == 34


async def test_a_street_is_found_by_typing(client: httpx.AsyncClient):
    answer = (await client.get(URL, params={"q": "柳园", "within": "371500"})).json()
    assert answer["parent"] is None
    assert [item["code"] for item in answer["items"]] == ["371502002"]


async def test_one_division_comes_with_its_path(client: httpx.AsyncClient):
    answer = (await client.get(f"{URL}/419001")).json()
    assert [step["name_zh"] for step in answer["path"]] == ["河南省", "济源市"]


async def test_a_client_that_has_the_answer_is_not_sent_it_again(client: httpx.AsyncClient):
    first = await client.get(URL)
    assert first.headers["cache-control"] == "public, max-age=86400"
    tag = first.headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await client.get(URL, headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
    other = await client.get(URL, params={"parent": "371500"}, headers={"if-none-match": tag})
    assert other.status_code == 200


@pytest.mark.parametrize("url", [f"{URL}/379999", f"{URL}?parent=379999", f"{URL}?q=x&within=379999"])
async def test_an_unknown_division_is_a_problem_in_words(client: httpx.AsyncClient, url: str):
    answer = await client.get(url, headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "division.unknown"
    assert answer.json()["title"] == "There is no such division: 379999"


@pytest.mark.parametrize("query", [{"parent": "37"}, {"parent": "abc"}, {"q": ""}, {"q": "x" * 61}, {"limit": "0"}])
async def test_a_malformed_question_names_its_field(client: httpx.AsyncClient, query: dict[str, str]):
    answer = await client.get(URL, params=query)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == list(query)


async def test_a_deployment_in_a_province_that_is_none_does_not_start(db: Database, tmp_path):
    wrong = {"VENUECODE_CORE__PROVINCE": "990000", "VENUECODE_CORE__DATA_DIR": str(tmp_path)}
    with pytest.raises(settings_module.SettingsFault) as fault:
        build_services(settings_module.load(SECTIONS, None, wrong), db)
    assert fault.value.faults == ["core.province: there is no division 990000"]
