"""Signatures of what is sent and of what comes in. The time of a signature is that of the try, in milliseconds."""
import base64
import hashlib
import hmac
from urllib.parse import quote_plus

# A call from outside counts for so long, either side of the own clock.
WINDOW_MS = 5 * 60 * 1000
# A name that no message of ours begins with: what we signed for others is no call to us.
INBOUND = b"callback"


def sign(secret, timestamp, body):
    """:return: value of the header with the signature of a message: HMAC-SHA256 of «time.body»"""
    return f"sha256={_digest(secret, f'{timestamp}.'.encode() + body).hex()}"


def sign_call(secret, timestamp, body):
    """:return: the same of a call to us: HMAC-SHA256 of «callback.time.body»"""
    return f"sha256={_digest(secret, INBOUND + f'.{timestamp}.'.encode() + body).hex()}"


def sign_dingtalk(secret, timestamp):
    """:return: the parameter ``sign`` of a DingTalk robot, ready for its address"""
    return quote_plus(base64.b64encode(_digest(secret, f"{timestamp}\n{secret}".encode())))


def check_call(secret, timestamp, signature, body, now):
    """:param timestamp: and ``signature``: headers of the call, as they came
    :param bytes body: the raw body
    :param int now: the own time in milliseconds
    :return: why the call is refused: «unsigned», «signature» or «time»; None when it counts
    """
    if not secret or not timestamp or not signature or not (timestamp.isascii() and timestamp.isdigit()):
        return "unsigned"
    if not hmac.compare_digest(sign_call(secret, timestamp, body).encode(), signature.encode("utf-8", "replace")):
        return "signature"
    return "time" if len(timestamp) > 15 or abs(now - int(timestamp)) > WINDOW_MS else None


def _digest(secret, content):
    return hmac.new(secret.encode(), content, hashlib.sha256).digest()
