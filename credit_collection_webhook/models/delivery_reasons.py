"""Why a message was not taken, in words; ``detail`` is what the other side or the network said."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

REASONS = {
    "bad_address": lambda outcome: _lt("The address of the webhook is not complete. It begins with https:// and names a host."),
    "bad_host": lambda outcome: _lt(
        "The list of allowed hosts in the settings has a line that is not a host: %(detail)s", detail=outcome.detail),
    "not_https": lambda outcome: _lt(
        "%(host)s is called by https only. An administrator can allow the host in the settings.", host=outcome.detail),
    "own_network": lambda outcome: _lt(
        "%(host)s lies in the own network and is not called. An administrator can allow the host in the settings.",
        host=outcome.detail),
    "unknown_host": lambda outcome: _lt("The host %(host)s is not known.", host=outcome.detail),
    "timeout": lambda outcome: _lt("No complete answer within %(seconds)s seconds.", seconds=outcome.detail),
    "certificate": lambda outcome: _lt("The certificate of the receiver is not valid: %(detail)s", detail=outcome.detail),
    "encryption": lambda outcome: _lt("The encrypted connection failed: %(detail)s", detail=outcome.detail),
    "no_http": lambda outcome: _lt("The receiver does not answer as a web server does: %(detail)s", detail=outcome.detail),
    "connection": lambda outcome: _lt("The receiver cannot be reached: %(detail)s", detail=outcome.detail),
    "redirect": lambda outcome: _lt(
        "The receiver redirects to another address, which is not followed. Enter the final address: %(detail)s",
        detail=outcome.detail),
    "status": lambda outcome: _lt(
        "The receiver answered %(status)s: %(detail)s", status=outcome.status, detail=outcome.detail),
    "robot": lambda outcome: _lt("The robot rejected the message: %(detail)s", detail=outcome.detail),
    "unreadable": lambda outcome: _lt("The answer of the robot cannot be read."),
    "clock": lambda outcome: _lt(
        "The clock of this server differs from the receiver's by %(minutes)s minutes. Correct it, then send again. Answer: "
        "%(status)s %(detail)s", minutes=outcome.minutes, status=outcome.status, detail=outcome.detail),
}


def explain(outcome):
    """:return: why the message was not taken, a text to keep"""
    return REASONS[outcome.code](outcome)
