"""Where a receiver may be, so that the server cannot be made to call its own machine or its cloud's metadata.

Private networks are allowed: a health department's receivers often stand in one.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from venuecode.kernel.text import Text

_HTTPS = Text("必须是 https 地址", "Must be an https address")
_PLACE = Text("不能使用本机或链路本地地址", "It must not be this machine or a link-local address")
_SECRET = Text("地址中不能带用户名或密码", "The address must not hold a user name or a password")
_PORTS = {"http": 80, "https": 443}


def unfit(url: str, *, loopback: bool) -> Text | None:
    """Return why a receiver may not be there; None if it may. `loopback`: this machine too, also by plain http."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    here = host == "localhost" or host.endswith(".localhost") or _is_loopback(host)
    if parts.username or parts.password:
        return _SECRET
    if here:
        return None if loopback else _PLACE
    if parts.scheme != "https":
        return _HTTPS
    return _PLACE if _forbidden(host, loopback=False) else None


class Place(NamedTuple):
    """Where to connect (`url` holds an address), as whom to greet (`host`), whose certificate to expect (`name`)."""

    url: str
    host: str
    name: str


async def resolved(url: str, *, loopback: bool) -> Place | None:
    """Return where a receiver is now; None where its name leads, also besides, to an address that is not allowed.

    The name is asked once, and the address that was judged is the one to connect to: a name that leads elsewhere a
    moment later changes nothing. Raises `OSError` for a name that leads nowhere.
    """
    parts = urlsplit(url)
    name = parts.hostname or ""
    port = parts.port or _PORTS[parts.scheme]
    found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_STREAM)
    if any(_forbidden(str(one[4][0]), loopback=loopback) for one in found):
        return None
    address = str(found[0][4][0])
    there = f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
    return Place(urlunsplit(parts._replace(netloc=there)), parts.netloc, name)


def _forbidden(host: str, *, loopback: bool) -> bool:
    address = _address(host)
    if address is None:
        return False
    if address.is_loopback:
        return not loopback
    return address.is_link_local or address.is_unspecified or address.is_multicast


def _is_loopback(host: str) -> bool:
    address = _address(host)
    return address is not None and address.is_loopback


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host.split("%", maxsplit=1)[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
