"""One request to a receiver, within a time that it cannot stretch and a size that it cannot exceed."""
import http.client
import socket
import ssl
import time
from typing import NamedTuple

from .addresses import parse, resolve
from .deadline import Timed, get_rest

# What is read of an answer, in bytes.
LONGEST_ANSWER = 65_536
AGENT = "credit-collection-webhook"


class PostError(Exception):
    """No answer came; ``code`` says why, ``detail`` what the other side or the network said."""

    def __init__(self, code, detail=""):
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class Answer(NamedTuple):
    """``headers`` have small letters, ``seconds`` is how long it took."""

    status: int
    headers: dict
    body: bytes
    seconds: float


def post(url, body, headers, hosts, timeout, *, look_up=socket.getaddrinfo, make_context=ssl.create_default_context):
    """:param bytes body: sent as it is
    :param hosts: of :func:`~.addresses.read_hosts`
    :param timeout: seconds for everything together
    :return: the :class:`Answer`, whatever its status. Redirects are answers: nobody follows them
    :raise PostError: when there is none
    :raise AddressError: when the address must not be called
    """
    started = time.monotonic()
    target, deadline = parse(url), started + timeout
    addresses = resolve(target, hosts, look_up)
    try:
        sock = _connect(addresses, target.port, deadline)
        try:
            if target.scheme == "https":
                sock.settimeout(get_rest(deadline))
                sock = make_context().wrap_socket(sock, server_hostname=target.host)
            status, found, text = _ask(Timed(sock, deadline), target, body, headers)
        finally:
            sock.close()
    except TimeoutError:
        raise PostError("timeout", f"{timeout:g}") from None
    except ssl.SSLCertVerificationError as error:
        raise PostError("certificate", error.verify_message or str(error)) from None
    except ssl.SSLError as error:
        raise PostError("encryption", error.reason or str(error)) from None
    except http.client.HTTPException as error:
        raise PostError("no_http", type(error).__name__) from None
    except (OSError, ValueError) as error:
        raise PostError("connection", getattr(error, "strerror", None) or str(error)[:200]) from None
    return Answer(status, found, text, time.monotonic() - started)


def _connect(addresses, port, deadline):
    """:return: socket to the first of ``addresses`` that answers"""
    failure = None
    for number, address in enumerate(addresses):
        try:
            # Those that come after one that does not answer get their share of the time.
            return socket.create_connection((address, port), timeout=get_rest(deadline) / (len(addresses) - number))
        except OSError as error:
            failure = error
    raise failure


def _ask(timed, target, body, headers):
    """:return: status, headers and the beginning of the body"""
    connection = http.client.HTTPConnection(target.host, target.port)
    connection.sock = timed
    connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
    given = {
        "Host": target.netloc, "User-Agent": AGENT, "Connection": "close", "Accept": "application/json",
        "Content-Type": "application/json; charset=utf-8", "Content-Length": str(len(body)), **headers}
    for name, value in given.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    text = response.read(LONGEST_ANSWER)
    return response.status, {name.lower(): value for name, value in response.getheaders()}, text
