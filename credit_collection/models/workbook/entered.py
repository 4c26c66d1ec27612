"""What people enter about customers and may change in the workbook, as it stands now.

Every function reads all customers, or those given, in a fixed number of statements. SQL does not know access rights: only what
the user may see is looked up.
"""

from typing import NamedTuple

from odoo.tools import SQL

from ..common.bulk import flush
from ..common.sql import to_array

GIVEN_DEPENDS = {
    "credit.promise": ["date", "date_closed", "profile_id", "reason_id", "state"],
    "credit.followup": ["date", "late_reason_id", "profile_id", "state"],
}
AGREED_DEPENDS = {
    "credit.promise": ["kind", "line_ids", "profile_id", "state"],
    "credit.promise.instalment": ["amount", "date", "promise_id", "state"],
}
PLANNED_DEPENDS = {
    "credit.followup": ["activity_id", "date", "is_relationship", "level_id", "profile_id", "state", "user_id"],
    "mail.activity": ["active", "summary"],
}


class Agreed(NamedTuple):
    """The promises of a customer, or over an item, that run or wait for somebody's consent.

    ``payment_date`` and ``amount`` are those of the next payment. Only a single promise of one payment ``is_simple``: it can
    be replaced by another date or amount.
    """

    promise_ids: tuple
    payment_date: object
    amount: float
    is_simple: bool


class Planned(NamedTuple):
    """The next contact that somebody has planned beside the follow-up plan."""

    followup_id: int
    date: object
    summary: str


def build_given_reasons(today):
    """:return: SELECT of the reasons for late payment that were given until ``today``, with a promise or in a logged contact:
        ``profile_id``, ``kind`` (promise or contact), ``id`` of that record, ``reason_id``, ``date``, ``create_date``"""
    return SQL(
        """
        SELECT profile_id, 'promise' AS kind, id, reason_id, date, create_date
          FROM credit_promise
         WHERE reason_id IS NOT NULL AND date <= %(today)s AND (state != 'cancelled' OR date_closed > %(today)s)
         UNION ALL
        SELECT profile_id, 'contact', id, late_reason_id, date, create_date
          FROM credit_followup
         WHERE late_reason_id IS NOT NULL AND date <= %(today)s AND state IN ('sent', 'done')
        """, today=today)


def read_given_reasons(env, today):
    """:return: ``{profile id: id of the reason given last}``"""
    flush(env, GIVEN_DEPENDS)
    return dict(env.execute_query(SQL(
        """
        SELECT DISTINCT ON (profile_id) profile_id, reason_id FROM (%s) given
      ORDER BY profile_id, date DESC, create_date DESC, kind = 'promise', id DESC
        """, build_given_reasons(today))))


def read_given_item_reasons(env, today):
    """:return: ``{journal item id: id of the reason given last}`` with a promise or contact over the item"""
    flush(env, GIVEN_DEPENDS)
    return dict(env.execute_query(SQL(
        """
        SELECT DISTINCT ON (rel.line_id) rel.line_id, given.reason_id
          FROM (%s) given
          JOIN (SELECT 'promise' AS kind, promise_id AS id, line_id FROM credit_promise_line_rel
                 UNION ALL
                SELECT 'contact', followup_id, line_id FROM credit_followup_line_rel) rel
            ON rel.kind = given.kind AND rel.id = given.id
      ORDER BY rel.line_id, given.date DESC, given.create_date DESC, given.kind = 'promise', given.id DESC
        """, build_given_reasons(today))))


def _read_payments(env, key, joins):
    flush(env, AGREED_DEPENDS)
    return env.execute_query(SQL(
        """
        SELECT %s, promise.id, instalment.date, instalment.amount::float8, promise.kind = 'promise', instalment.state = 'open'
          FROM credit_promise promise
          JOIN credit_promise_instalment instalment ON instalment.promise_id = promise.id %s
         WHERE promise.state IN ('open', 'to_approve', 'proposed')
      ORDER BY instalment.date, instalment.id
        """, key, joins))


def _sum_up(payments):
    """:return: the :class:`Agreed` of rows of ``_read_payments`` about the same customer or item"""
    coming = [payment for payment in payments if payment[5]] or payments
    _key, _promise, date, amount, is_promise, _open = coming[0]
    promise_ids = tuple(sorted({payment[1] for payment in payments}))
    return Agreed(promise_ids, date, amount, is_promise and len(payments) == 1)


def _group(payments):
    by_key = {}
    for payment in payments:
        by_key.setdefault(payment[0], []).append(payment)
    return {key: _sum_up(group) for key, group in by_key.items()}


def read_agreed(env):
    """:return: ``{profile id: Agreed}``"""
    return _group(_read_payments(env, SQL("promise.profile_id"), SQL()))


def read_agreed_items(env):
    """:return: ``{journal item id: Agreed}``"""
    return _group(_read_payments(
        env, SQL("rel.line_id"), SQL("JOIN credit_promise_line_rel rel ON rel.promise_id = promise.id")))


def read_planned(env):
    """:return: ``{profile id: Planned}``"""
    flush(env, PLANNED_DEPENDS)
    rows = env.execute_query(SQL(
        """
        SELECT DISTINCT ON (followup.profile_id) followup.profile_id, followup.id, followup.date, activity.summary
          FROM credit_followup followup
     LEFT JOIN mail_activity activity ON activity.id = followup.activity_id AND activity.active
         WHERE followup.state = 'todo' AND followup.level_id IS NULL AND followup.is_relationship IS NOT TRUE
           AND followup.channel != 'manual'
      ORDER BY followup.profile_id, followup.date, followup.id
        """))
    return {profile_id: Planned(*values) for profile_id, *values in rows}


def read_entered(env, today, profile_ids=None):
    """:return: ``{profile id: {column key: value}}`` of what may be changed about a customer, in the form in which it is
        compared; the remark is left out, see ``credit.profile.note``"""
    flush(env, {"credit.profile": ["collector_id"]})
    condition = SQL("id = ANY(%s)", to_array(profile_ids)) if profile_ids is not None else SQL("TRUE")
    reasons, agreed, planned = read_given_reasons(env, today), read_agreed(env), read_planned(env)
    entered = {}
    for profile_id, collector_id in env.execute_query(SQL(
            "SELECT id, collector_id FROM credit_profile WHERE %s", condition)):
        promise, contact = agreed.get(profile_id), planned.get(profile_id)
        entered[profile_id] = {
            "owner": collector_id,
            "reason": reasons.get(profile_id),
            "expected_date": promise and promise.payment_date.isoformat(),
            "expected_amount": promise and promise.amount,
            "next_action": contact and contact.summary,
            "next_date": contact and contact.date.isoformat(),
        }
    return entered
