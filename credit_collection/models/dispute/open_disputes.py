"""Which disputes were open on a day, as far as what was kept tells: the one source of lists and sheets of any day."""

from odoo.fields import Domain
from odoo.tools import SQL

DISPUTE_DEPENDS = {"credit.dispute": ["date_closed", "date_opened", "move_id", "state"]}


def get_open_domain(day):
    """:return: domain of the disputes that were open at the end of ``day``: accepted ones too, as long as no later decision
        is known; the twin of :func:`build_disputed_documents`"""
    return Domain("date_opened", "<=", day) & (Domain("state", "in", ("open", "accepted")) | Domain("date_closed", ">", day))


def build_disputed_documents(day):
    """:return: SELECT of ``move_id`` and ``dispute_id``, the last one that was open at the end of ``day``"""
    return SQL(
        """
        SELECT move_id, MAX(id) AS dispute_id FROM credit_dispute
         WHERE date_opened <= %(day)s AND (state IN ('open', 'accepted') OR date_closed > %(day)s)
      GROUP BY move_id
        """, day=day)


def build_disputed_own(disputed, move_id):
    """:param SQL disputed: disputed part of an item of the document ``move_id`` in company currency
    :return: SQL of the same in the currency of the item, not rounded; the twin of ``account.move.line._get_disputed_part``"""
    return SQL(
        """
        COALESCE(%s * (SELECT SUM(excluded_claim) / NULLIF(SUM(excluded_amount), 0)
                         FROM credit_dispute WHERE move_id = %s AND excluded_amount <> 0), 0)
        """, disputed, move_id)
