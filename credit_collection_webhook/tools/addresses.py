"""Where a request may go: not into the own network, unless the host is allowed by name.

The name is looked up once, and the connection goes to the address that was checked: an answer that changes between two
look-ups (DNS rebinding) opens nothing.
"""
import ipaddress
import re
import socket
from typing import NamedTuple
from urllib.parse import urlsplit

# Services that hand out the credentials of a machine, and what only the link reaches: refused for allowed hosts too.
NEVER = tuple(map(ipaddress.ip_network, (
    "169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128", "100.100.100.200/32", "192.0.0.192/32")))
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# As NAT64 within a network, and the old «compatible» form: the last bits may lead to an address of version 4 as well.
PERHAPS = tuple(map(ipaddress.ip_network, ("64:ff9b:1::/48", "::/96")))
# All that is public of version 6: beside it lie further ways into the own network, such as addresses of a site.
PUBLIC = ipaddress.ip_network("2000::/3")
HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?|[0-9a-f:.]+")
DEFAULT_PORTS = {"https": 443, "http": 80}


class AddressError(Exception):
    """An address that is not called; ``code`` says why, ``detail`` about what."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class Target(NamedTuple):
    """An address taken apart. ``netloc`` is what the header «Host» says."""

    scheme: str
    host: str
    port: int
    netloc: str
    path: str


def parse(url):
    """:return: the :class:`Target` of ``url``
    :raise AddressError: for all but plain addresses of the web
    """
    url = url or ""
    if not url.isascii() or not url.isprintable() or " " in url:
        raise AddressError("bad_address", url[:100])
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise AddressError("bad_address", url[:100]) from None
    if parts.scheme not in DEFAULT_PORTS or not HOST.fullmatch(host) or "@" in parts.netloc or port == 0:
        raise AddressError("bad_address", url[:100])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    shown = f"[{host}]" if ":" in host else host
    netloc = f"{shown}:{port}" if port and port != DEFAULT_PORTS[parts.scheme] else shown
    return Target(parts.scheme, host, port or DEFAULT_PORTS[parts.scheme], netloc, path)


def read_hosts(text):
    """:return: set of ``(host, port)`` of the lines of ``text``; the port is None where any will do
    :raise AddressError: for a line that is neither «host» nor «host:port»
    """
    hosts = set()
    for line in filter(None, map(str.strip, (text or "").splitlines())):
        try:
            parts = urlsplit(f"//{line.lower()}")
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise AddressError("bad_host", line) from None
        if not HOST.fullmatch(host) or parts.path or parts.query or parts.fragment or "@" in line:
            raise AddressError("bad_host", line)
        hosts.add((host, port))
    return hosts


def is_listed(target, hosts):
    """:return: whether the host of ``target`` is one of ``hosts``, of :func:`read_hosts`"""
    return (target.host, target.port) in hosts or (target.host, None) in hosts


def resolve(target, hosts, look_up=socket.getaddrinfo):
    """:param hosts: of :func:`read_hosts`: these may lie in the own network, and need no encryption
    :return: addresses of ``target`` to connect to, as strings
    :raise AddressError: when one of them must not be called
    """
    listed = is_listed(target, hosts)
    if target.scheme != "https" and not listed:
        raise AddressError("not_https", target.host)
    try:
        rows = look_up(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressError("unknown_host", target.host) from None
    found = list(dict.fromkeys(row[4][0] for row in rows))
    if not found:
        raise AddressError("unknown_host", target.host)
    if any(not is_permitted(address, listed) for address in found):
        raise AddressError("own_network", target.host)
    return found


def is_permitted(address, listed=False):
    """:return: whether ``address`` lies in the public internet, or may be called because its host is ``listed``"""
    return all(_is_permitted(ip, listed) for ip in _unwrap(ipaddress.ip_address(address.partition("%")[0])))


def _is_permitted(ip, listed):
    if ip.is_multicast or ip.is_unspecified or any(ip in network for network in NEVER if network.version == ip.version):
        return False
    return listed or ip.is_global and (ip.version == 4 or ip in PUBLIC)


def _unwrap(ip):
    """:return: tuple of the addresses that a connection to ``ip`` may reach: one of version 6 may carry some of version 4"""
    if ip.version == 4:
        return (ip,)
    last = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    if ip in NAT64:
        return (last,)
    if any(ip in network for network in PERHAPS):
        return (ip, last)
    return ip.teredo or (ip.ipv4_mapped or ip.sixtofour or ip,)
