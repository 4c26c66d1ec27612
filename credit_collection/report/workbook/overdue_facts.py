"""What the overdue workbook says about customers beyond their open items: contact, paying history, actions, promises.

Every function reads all customers, or all that it is given, in a fixed number of statements and returns a dict, keyed by
commercial partner and root company, or by credit profile. SQL does not know access rights: the workbook looks up only what its
user may see.
"""

from datetime import date, timedelta
from typing import NamedTuple

from odoo.tools import SQL, groupby

from ...models.common.bulk import flush
from ...models.common.sql import BRANCHES, build_items, is_money
from ...models.dispute.open_disputes import get_open_domain
from ...models.exposure.ledger import get_due_date_sql
from ...models.exposure.settlements import EXCHANGE_JOURNALS, build_settlements
from ...models.promise.running_promises import PROMISE_DEPENDS, build_promised_items, build_running_promises
from ...models.workbook.entered import (
    read_entered,
    read_given_item_reasons,
    read_given_reasons,
)
from ...tools.exposure.aging import find_overdue_since

# Of the customer and the contact, as ``credit.addressee`` and the workbook read them.
CONTACT_FIELDS = [
    "name", "phone", "email", "email_normalized", "street", "street2", "zip", "city", "country_id", "type", "company_id",
    "commercial_partner_id", "credit_collection_contact", "message_bounce",
]

FOLLOWUP_FIELDS = ["channel", "date", "is_relationship", "level_id", "outcome", "profile_id", "state", "user_id"]


class NextPayment(NamedTuple):
    """What a running promise lets expect: the day of its next payment, and how many payments it has in all."""

    promise_id: int
    payment_date: date
    payments: int


class LateReasons(NamedTuple):
    """Why customers are late: names of reasons by document in dispute, journal item and credit profile."""

    of_documents: dict
    of_items: dict
    of_customers: dict


class Facts(NamedTuple):
    """All there is to say about customers, to be looked up row by row."""

    late_history: dict
    last_payments: dict
    returned_payments: dict
    last_followups: dict
    received: dict
    next_followups: dict
    next_promises: dict
    missed_promises: dict
    late_reasons: dict
    entered: dict
    predicted: dict


def gather(env, scope):
    """:return: the :class:`Facts` of all customers"""
    today, Receipts = scope.today, env["credit.receipts"]
    last_followups, next_followups = get_last_followups(env, scope), get_next_followups(env, scope)
    # What is said of thousands of follow-ups, not all their fields with the letters.
    env["credit.followup"].concat(*last_followups.values(), *next_followups.values()).fetch(FOLLOWUP_FIELDS)
    return Facts(
        late_history=get_late_history(env, today),
        last_payments=Receipts._get_last_payments(today),
        returned_payments=Receipts._count_returned(today, today - timedelta(days=365)),
        last_followups=last_followups,
        received=env["credit.followup"].concat(*last_followups.values())._get_amounts_received(),
        next_followups=next_followups,
        next_promises=get_next_promises(env, today),
        missed_promises=get_missed_promises(env, today),
        late_reasons=get_late_reasons(env, today).of_customers,
        entered=read_entered(env, today),
        predicted=env["credit.overdue.workbook"]._get_predicted(scope, "profile_id"),
    )


def get_addressed(env, scope):
    """:return: set of the ids of the credit profiles with items addressed to somebody else than the customer"""
    return {profile_id for profile_id, in env.execute_query(SQL(
        """
        SELECT DISTINCT item.profile_id FROM (%s) item JOIN account_move move ON move.id = item.move_id
         WHERE move.partner_id != item.partner_id
        """, scope.items))}


def get_contacts(env, scope, profile_ids, addressed):
    """:param addressed: see :func:`get_addressed`
    :return: ``{credit profile id: (name, phone, mail, billing address)}`` of the addressees of reminders"""
    profiles = env["credit.profile"].browse(profile_ids)
    # What is needed of thousands of customers, not all their fields.
    profiles.fetch(["partner_id", "company_id", "message_addressing"])
    profiles.partner_id.fetch(CONTACT_FIELDS)
    # Items decide where they are addressed to somebody else than the customer; few are.
    Addressee, split = env["credit.addressee"], profiles.filtered(lambda profile: profile.id in addressed)
    contacts = Addressee._find(profiles, items=env["credit.open.item"]._read(split, scope.today))
    lines = {
        profile.id: (
            contact.name, contact.phone or profile.partner_id.phone, contact.email or profile.partner_id.email,
            get_address(Addressee._get_letter_contact(profile, contact)))
        for profile, contact in contacts.items()
    }
    # The records are not needed any more, and they take their room; the contacts among them have all their fields.
    env["res.partner"].invalidate_model()
    profiles.invalidate_recordset()
    return lines


def get_address(partner):
    """:return: the postal address in one line"""
    return ", ".join(filter(None, (
        partner.street, partner.street2, " ".join(filter(None, (partner.zip, partner.city))), partner.country_id.name)))


def get_late_history(env, today):
    """:return: ``{(partner id, root company id): (overdue since, number of invoices late in the last 12 months)}``"""
    year_ago = today - timedelta(days=365)
    history = {}
    for customer, rows in groupby(_get_late_items(env, today), lambda row: row[:2]):
        since = find_overdue_since([row[3:5] for row in rows], today)
        late = {move_id for _partner, _root, move_id, due_date, _settled, is_late in rows if is_late and due_date >= year_ago}
        history[customer] = (since, len(late))
    return history


def _get_late_items(env, today):
    """:return: debts settled late or overdue on ``today``: rows of partner, root company, move, due date, settled date, whether
        it is an invoice that the customer pays late, by the rules of the scorecard
    """
    due_date = get_due_date_sql("line", env["account.move.line"]._fields)
    return env.execute_query(build_items(
        SQL(
            """
            payer.commercial_partner_id, branch.root_id, line.move_id, %(due_date)s AS due_date,
            CASE WHEN line.reconciled AND settled.day <= %(today)s THEN settled.day END AS settled_date,
            NOT %(is_money)s AND line.journal_id != ALL(%(exchange)s) AND (
                settled.paid_day > %(due_date)s OR settled.day > %(today)s
                -- What the customer contests is not late.
                OR line.reconciled IS NOT TRUE AND line.amount_residual > COALESCE(line.credit_disputed_amount, 0)) AS is_late
            """, due_date=due_date, today=today, is_money=is_money("line"), exchange=EXCHANGE_JOURNALS),
        joins=SQL(
            """
          JOIN %s branch ON branch.id = line.company_id
          JOIN res_partner payer ON payer.id = line.partner_id
     LEFT JOIN (%s) settled ON settled.debt_id = line.id
            """, BRANCHES, _build_settled(env, today)),
        condition=SQL(
            """
            line.balance > 0 AND line.partner_id IS NOT NULL AND %(due_date)s < %(today)s
            AND (line.reconciled IS NOT TRUE OR settled.day > %(due_date)s)
            """, due_date=due_date, today=today)))


def _build_settled(env, today):
    """:return: SQL of the ``day`` on which each item was settled, and of the last one on which it was paid"""
    settlements = build_settlements(SQL("debt.id"), bounced=env["credit.receipts"]._get_bounced_sql(today), debt="debt")
    return SQL(
        """
        SELECT debt_id,
               -- The last cents that were written off later ended nothing.
               COALESCE(MAX(date) FILTER (WHERE is_payment OR is_credit_note), MAX(date)) AS day,
               MAX(date) FILTER (WHERE is_payment AND date <= %s) AS paid_day
          FROM (%s) settlement
         GROUP BY debt_id
        """, today, build_items(
            SQL("debt.id AS debt_id, settlement.date, settlement.is_payment, settlement.is_credit_note"), alias="debt",
            accounts=None, state=None, joins=SQL("CROSS JOIN LATERAL (%s) settlement", settlements)))


def get_last_followups(env, scope):
    """:return: ``{profile id: credit.followup}``, the last follow-up performed up to the day of ``scope``"""
    return _get_first_followups(env, scope, SQL(
        "followup.state IN ('sent', 'done') AND followup.date <= %s", scope.today), SQL("followup.date DESC, followup.id DESC"))


def get_next_followups(env, scope):
    """:return: ``{profile id: credit.followup}``, the next call or task to be done"""
    return _get_first_followups(
        env, scope, SQL("followup.state IN ('todo', 'failed')"), SQL("followup.date, followup.id"))


def _get_first_followups(env, scope, condition, order):
    # Those of other companies are closed to the user, records and all.
    env["credit.followup"].flush_model()
    rows = env.execute_query(SQL(
        """
        SELECT DISTINCT ON (followup.profile_id) followup.profile_id, followup.id
          FROM credit_followup followup
          JOIN credit_profile profile ON profile.id = followup.profile_id
         WHERE %s AND %s
      ORDER BY followup.profile_id, %s
        """, condition, scope.condition, order))
    records = env["credit.followup"].browse([record_id for _profile_id, record_id in rows])
    return {row[0]: record for row, record in zip(rows, records, strict=True)}


def get_next_promises(env, today):
    """:return: ``{profile id: NextPayment}``, of the promise running at the end of ``today`` with the earliest payment"""
    flush(env, PROMISE_DEPENDS)
    rows = env.execute_query(SQL(
        """
        SELECT DISTINCT ON (profile_id) profile_id, id, next_date, payments FROM (%s) promise
         WHERE next_date IS NOT NULL ORDER BY profile_id, next_date, id
        """, build_running_promises(today)))
    return {profile_id: NextPayment(*values) for profile_id, *values in rows}


def get_missed_promises(env, today):
    """:return: ``{profile id: number of promises that were broken or only partly kept}`` up to ``today``"""
    groups = env["credit.promise"]._read_group(
        [("state", "in", ("broken", "partial")), ("date_closed", "<=", today)], ["profile_id"], ["__count"])
    return {profile.id: count for profile, count in groups}


def get_expected_days(env, today):
    """:return: ``{journal item id: next payment day}`` of the items under a promise that ran at the end of ``today``"""
    flush(env, PROMISE_DEPENDS)
    return dict(env.execute_query(SQL("SELECT line_id, next_date FROM (%s) item", build_promised_items(today))))


def get_late_reasons(env, today):
    """Why customers were late at the end of ``today``: the reason of a dispute open then, else the one given last, with a
    promise or in a logged contact. That of an item is about the item: the dispute of its document, else what was given with a
    promise or a contact over it.

    :return: the :class:`LateReasons`
    """
    disputes = env["credit.dispute"].search(get_open_domain(today), order="date_opened, id")
    # Archived ones too: they were given.
    names = {reason.id: reason.name for reason in env["credit.reason"].with_context(active_test=False).search([])}
    of_customers = {
        profile_id: names.get(reason_id) for profile_id, reason_id in read_given_reasons(env, today).items()}
    of_customers.update({dispute.profile_id.id: dispute.reason_id.name for dispute in disputes})
    of_items = {line_id: names.get(reason_id) for line_id, reason_id in read_given_item_reasons(env, today).items()}
    return LateReasons({dispute.move_id.id: dispute.reason_id.name for dispute in disputes}, of_items, of_customers)
