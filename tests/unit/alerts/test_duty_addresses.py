import pytest

from venuecode.alerts.duty.addresses import resolved, unfit


@pytest.mark.parametrize(
    "url", ["https://duty.example/alerts", "https://10.1.2.3:8443/a", "https://[fd00::1]/a", "https://192.168.0.9/"]
)
def test_https_to_a_name_or_a_private_network_is_fit(url: str):
    assert unfit(url, loopback=False) is None


@pytest.mark.parametrize(
    "url",
    [
        "http://duty.example/alerts",
        "http://10.1.2.3/a",
        "https://127.0.0.1/a",
        "https://127.8.9.10/a",
        "https://localhost/a",
        "https://api.localhost/a",
        "https://[::1]/a",
        "https://[::ffff:127.0.0.1]/a",
        "https://169.254.169.254/latest",
        "https://[fe80::1]/a",
        "https://0.0.0.0/a",
        "https://[::]/a",
        "https://224.0.0.1/a",
        "https://name:secret@duty.example/a",
    ],
)
def test_plain_http_this_machine_and_metadata_are_not(url: str):
    assert unfit(url, loopback=False) is not None


def test_where_it_is_allowed_only_this_machine_may_be_called_by_plain_http():
    assert unfit("http://127.0.0.1:20001/a", loopback=True) is None
    assert unfit("http://[::1]:20001/a", loopback=True) is None
    assert unfit("http://10.1.2.3/a", loopback=True) is not None
    assert unfit("https://169.254.169.254/a", loopback=True) is not None


async def test_what_a_name_leads_to_is_judged_too():
    assert await resolved("https://localhost/a", loopback=False) is None
    assert await resolved("https://169.254.169.254/a", loopback=True) is None
    place = await resolved("https://127.0.0.1:20001/a?b=c", loopback=True)
    assert place == ("https://127.0.0.1:20001/a?b=c", "127.0.0.1:20001", "127.0.0.1")
    there = await resolved("http://localhost/a", loopback=True)
    assert there is not None
    assert there.url in {"http://127.0.0.1:80/a", "http://[::1]:80/a"}
    assert there[1:] == ("localhost", "localhost")
