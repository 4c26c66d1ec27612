"""What each kind of receiver wants to get, and how it says that it took it."""
import json
from typing import NamedTuple

from .signatures import sign, sign_dingtalk

# Bytes of a text that the robots of groups take.
LONGEST_TEXT = {"wecom": 2048, "dingtalk": 16_000}
ERROR_CODES = ("wecom", "dingtalk")
# «Later, please»: too many messages, or the service is busy. The API of WhatsApp says so with status 400, too.
BUSY_CODES = {-1, 45009, 45033, 130101, 410100}
WHATSAPP_BUSY_CODES = {1, 2, 4, 80007, 130429, 131000, 131016, 131056, 131057, 133004}
# Letters of a text, and of a value of a template, that WhatsApp takes; in a value neither lines nor rows of spaces.
LONGEST_WHATSAPP, LONGEST_VALUE = 4096, 1024
# Languages of templates that name their region, and those that have to.
REGIONS = {"en_GB", "en_US", "es_AR", "es_ES", "es_MX", "ky_KG", "pt_BR", "pt_PT", "rw_RW", "zh_CN", "zh_HK", "zh_TW"}
HOME_REGIONS = {"ky": "ky_KG", "pt": "pt_PT", "rw": "rw_RW", "zh": "zh_CN"}
# DingTalk's code for a message that it does not accept: key word, signature, time or address of the sender.
REFUSED_BY_RULES = 310000
# What it takes to say of a body that it is no answer of theirs, whatever it holds.
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


class Event(NamedTuple):
    """What happened, as plain values; ``data`` is what the generic format adds."""

    uuid: str
    code: str
    time: str
    text: str
    to: str = ""
    language: str = ""
    template: str = ""
    parameters: tuple = ()
    data: dict | None = None


def write_body(kind, event):
    """:return: the body of a message, the same at each try"""
    return json.dumps(_BODIES[kind](event), ensure_ascii=False, separators=(",", ":"))


def write_request(kind, url, secret, uuid, body, timestamp):
    """:param int timestamp: milliseconds of this try
    :return: address and headers of a try
    """
    headers = {"X-Credit-Event-Id": uuid}
    if kind == "generic":
        headers |= {"X-Credit-Timestamp": str(timestamp)}
        if secret:
            headers["X-Credit-Signature"] = sign(secret, timestamp, body)
    elif kind == "whatsapp":
        headers["Idempotency-Key"] = uuid
        if secret:
            headers["Authorization"] = f"Bearer {secret}"
    elif kind == "dingtalk" and secret:
        joint = "&" if "?" in url else "?"
        url = f"{url}{joint}timestamp={timestamp}&sign={sign_dingtalk(secret, timestamp)}"
    return url, headers


def read_error(kind, body):
    """:return: ``(code, text)`` of an answer that says «no» in its body, None when it says «yes»"""
    if kind == "whatsapp":
        return _read_whatsapp_error(body)
    if kind not in ERROR_CODES:
        return None
    try:
        answer = json.loads(body)
        code, text = int(answer["errcode"]), str(answer.get("errmsg") or "")
    except UNREADABLE:
        return None, ""
    return (code, text) if code else None


def _read_whatsapp_error(body):
    try:
        error = json.loads(body)["error"]
        return int(error["code"]), str(error.get("message") or "")
    except UNREADABLE:
        return None


def is_busy(kind, code):
    """:return: whether an error of the body only says «later»"""
    return code in (WHATSAPP_BUSY_CODES if kind == "whatsapp" else BUSY_CODES)


def get_template_language(code):
    """:return: how templates of WhatsApp name a language of Odoo: ``de`` for ``de_DE``, ``pt_BR`` as it is"""
    language = code.partition("@")[0]
    base = language.partition("_")[0]
    return language if language in REGIONS else HOME_REGIONS.get(base, base)


def read_text(body, longest=500):
    """:return: the beginning of an answer as a text that can be kept"""
    text = body[: longest * 4].decode("utf-8", "replace").replace("\0", "")
    return " ".join(text.split())[:longest]


def _cut(text, longest):
    """:return: ``text`` in at most so many bytes, no letter in halves"""
    content = text.encode()
    if len(content) <= longest:
        return text
    return content[: longest - 3].decode("utf-8", "ignore") + "…"


def _write_generic(event):
    body = {"id": event.uuid, "event": event.code, "time": event.time, "text": event.text}
    if event.to:
        body |= {
            "to": event.to, "language": event.language, "template": event.template,
            "parameters": dict(event.parameters)}
    return {**body, **(event.data or {})}


def _write_whatsapp(event):
    """The format of the WhatsApp Cloud API, which gateways take over."""
    body = {
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": event.to.lstrip("+"),
        # Comes back with each report about the message.
        "biz_opaque_callback_data": event.uuid,
    }
    if not event.template:
        return {**body, "type": "text", "text": {"preview_url": False, "body": event.text[:LONGEST_WHATSAPP]}}
    template = {"name": event.template, "language": {"code": get_template_language(event.language)}}
    if event.parameters:
        template["components"] = [{
            "type": "body", "parameters": [
                {"type": "text", "text": " ".join(value.split())[:LONGEST_VALUE]} for _name, value in event.parameters]}]
    return {**body, "type": "template", "template": template}


_BODIES = {
    "generic": _write_generic,
    "whatsapp": _write_whatsapp,
    "wecom": lambda event: {"msgtype": "text", "text": {"content": _cut(event.text, LONGEST_TEXT["wecom"])}},
    "dingtalk": lambda event: {
        "msgtype": "text", "text": {"content": _cut(event.text, LONGEST_TEXT["dingtalk"])}, "at": {"isAtAll": False}},
}
