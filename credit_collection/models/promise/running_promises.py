"""Which promises ran on a day, as far as what was kept tells: the one source of lists and sheets of any day."""

from odoo.tools import SQL

PROMISE_DEPENDS = {
    "credit.promise": ["date_closed", "date_opened", "line_ids", "profile_id", "state"],
    "credit.promise.instalment": ["date", "promise_id", "state"],
}


def build_running_promises(day):
    """:return: SELECT of ``id``, ``profile_id``, ``payments`` and ``next_date`` of the promises that ran at the end of ``day``:
        the next payment is the first one that nobody has judged by now or that was not due then
    """
    return SQL(
        """
        SELECT promise.id, promise.profile_id, COUNT(*) AS payments,
               MIN(instalment.date) FILTER (WHERE instalment.state = 'open' OR instalment.date >= %(day)s) AS next_date
          FROM credit_promise promise
          JOIN credit_promise_instalment instalment ON instalment.promise_id = promise.id
         WHERE promise.date_opened <= %(day)s AND (
                   promise.state = 'open' OR promise.date_closed > %(day)s
                   AND promise.state IN ('kept', 'partial', 'broken', 'cancelled'))
         GROUP BY promise.id
        """, day=day)


def build_promised_items(day):
    """:return: SELECT of ``line_id``, ``promise_id`` and ``next_date`` of the items under a promise that ran at the end of
        ``day``; of several promises the one with the earliest payment"""
    return SQL(
        """
        SELECT DISTINCT ON (rel.line_id) rel.line_id, promise.id AS promise_id, promise.next_date
          FROM (%s) promise
          JOIN credit_promise_line_rel rel ON rel.promise_id = promise.id
         WHERE promise.next_date IS NOT NULL
      ORDER BY rel.line_id, promise.next_date, promise.id
        """, build_running_promises(day))
