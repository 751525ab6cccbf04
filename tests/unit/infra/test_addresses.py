import pytest

from venuecode.infra.http import caller_address
from venuecode.infra.limits import address_key
from venuecode.settings import CoreSettings, SettingsFault, load

PROXIES = "10.0.0.0/8, 2001:db8::/48"


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "caller"),
    [
        ("203.0.113.5", "", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", PROXIES, "203.0.113.5"),
        ("10.1.2.3", "198.51.100.1", PROXIES, "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1", PROXIES, "198.51.100.1"),
        ("10.1.2.3", "1.1.1.1, 198.51.100.1, 10.9.9.9", PROXIES, "198.51.100.1"),
        ("2001:db8::7", "2400::1", PROXIES, "2400::1"),
        ("10.1.2.3", "", PROXIES, "10.1.2.3"),
        ("-", "198.51.100.1", PROXIES, "-"),
        ("10.1.2.3", "nonsense", PROXIES, "nonsense"),
    ],
)
def test_only_trusted_proxies_say_who_calls(peer, forwarded, trusted, caller):
    assert caller_address(peer, forwarded, trusted) == caller


def test_a_whole_ipv6_customer_counts_as_one():
    assert address_key("2400:1:2:3::1") == address_key("2400:1:2:3:ffff::9") != address_key("2400:1:2:4::1")
    assert address_key("203.0.113.5") == "203.0.113.5"
    assert address_key("nonsense") == "nonsense"


def test_a_network_that_is_none_is_a_fault_of_the_settings():
    with pytest.raises(SettingsFault):
        load([CoreSettings], None, {"VENUECODE_CORE__TRUSTED_PROXIES": "10.0.0.0/8, proxy"})
