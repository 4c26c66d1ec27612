from odoo import api, models
from odoo.tools import SQL

from ...models.common.sql import get_reference_sql
from ...models.dispute.open_disputes import build_disputed_own
from ...models.exposure.balances import build_balances
from ...models.workbook.credit_workbook_editor import get_remark
from . import overdue_facts
from .overdue_workbook import WorkbookSheet
from .workbook_sheet import Column, in_tens

LONGEST_LIST = 250
# Of what is open in one currency only nobody owes anything.
IS_OVERDUE = SQL("item.days_overdue > 0 AND NOT item.is_difference")
IS_CREDIT = SQL("item.residual < 0 AND NOT item.is_difference")


class CreditOverdueWorkbook(models.AbstractModel):
    """The sheet of the customers: a row per customer and currency, with what was done and what is expected."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_sheets(self, scope):
        return [*super()._get_sheets(scope), WorkbookSheet(
            10, "customers", self.env._("Customers"), self._keep(
                "customers", self._build_customers(scope), ("partner_id", "profile_id", "root_id")),
            {
                "currency": [
                    "amount_currency", "residual_currency", "overdue_gross_currency", "credits_currency",
                    "overdue_currency", "disputed_currency",
                ],
                "company_currency": ["residual", "overdue_gross", "credits", "overdue"],
            },
            self._get_customer_rows, self._paint_customers, record="profile_id", part="currency",
        )]

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        return [*columns, *in_tens(self._get_customer_columns())] if sheet == "customers" else columns

    @api.model
    def _get_customer_columns(self):
        return [
            Column("customer", self.env._("Customer"), width=30, link="customer_url"),
            *([Column("company", self.env._("Company"), width=20)] if len(self.env.companies.root_id) > 1 else []),
            Column("reference", self.env._("Customer Number"), width=14),
            Column("contact", self.env._("Contact"), width=20, is_of_now=True),
            Column("phone", self.env._("Phone"), width=16, is_of_now=True),
            Column("email", self.env._("Email"), width=26, is_of_now=True),
            Column("address", self.env._("Billing Address"), width=36, is_of_now=True),
            Column("orders", self.env._("Orders and Contracts"), width=24),
            Column("items", self.env._("Open Items"), "integer", 8),
            Column("currency", self.env._("Currency"), width=9),
            Column("amount_currency", self.env._("Original Amount"), "money", 15, "currency"),
            Column("residual_currency", self.env._("Open Amount"), "money", 15, "currency"),
            Column("overdue_gross_currency", self.env._("Overdue, Before Credits"), "money", 15, "currency"),
            Column("credits_currency", self.env._("Open Credits"), "money", 15, "currency"),
            Column("overdue_currency", self.env._("Overdue"), "money", 15, "currency"),
            Column("disputed_currency", self.env._("Disputed"), "money", 15, "currency", is_of_now=True),
            Column("company_currency", self.env._("Company Currency"), width=10),
            Column("residual", self.env._("Open (Company Currency)"), "money", 15, "company_currency"),
            Column(
                "overdue_gross", self.env._("Overdue, Before Credits (Company Currency)"), "money", 15, "company_currency"),
            Column("credits", self.env._("Open Credits (Company Currency)"), "money", 15, "company_currency"),
            Column("overdue", self.env._("Overdue (Company Currency)"), "money", 15, "company_currency"),
            Column("days_overdue", self.env._("Days Overdue, Oldest"), "integer", 10),
            Column("weighted_days", self.env._("Days Overdue, Weighted"), "decimal", 10),
            Column("overdue_since", self.env._("Overdue Since"), "date", 12),
            Column("payment_date", self.env._("Last Payment"), "date", 12),
            Column("payment_amount", self.env._("Last Payment Amount"), "money", 15, "company_currency"),
            *self._get_collection_columns(),
        ]

    @api.model
    def _get_collection_columns(self):
        return [
            Column("level", self.env._("Follow-up Level"), width=20, is_of_now=True),
            Column("last_action", self.env._("Last Action"), width=20),
            Column("last_channel", self.env._("Channel"), width=10),
            Column("last_date", self.env._("Last Action On"), "date", 12),
            Column("outcome", self.env._("Outcome"), width=18),
            Column("received", self.env._("Received Since"), "money", 15, "company_currency"),
            Column("next_action", self.env._("Next Action"), width=20, is_of_now=True, is_editable=True),
            Column("next_date", self.env._("Next Action On"), "date", 12, is_of_now=True, is_editable=True),
            Column("owner", self.env._("Owner"), width=18, is_of_now=True, is_editable=True, choices="user"),
            Column("expected_date", self.env._("Expected Payment"), "date", 12, is_editable=True),
            Column("expected_amount", self.env._("Expected Amount"), "money", 15, "company_currency", is_editable=True),
            Column("expected_source", self.env._("Expected From"), width=14),
            Column("missed", self.env._("Promises Missed"), "integer", 10),
            Column("rating", self.env._("Rating"), width=12, is_of_now=True, is_private=True),
            Column("score", self.env._("Score"), "decimal", 8, is_of_now=True, is_private=True),
            Column("late_invoices", self.env._("Late Invoices, 12 Months"), "integer", 10),
            Column("returned_payments", self.env._("Returned Payments, 12 Months"), "integer", 10),
            Column("remark", self.env._("Remark"), width=40, is_of_now=True, is_editable=True, is_private=True),
            Column("reason", self.env._("Reason for Overdue"), width=24, is_editable=True, choices="late_reason"),
        ]

    @api.model
    def _paint_customers(self, sheet):
        sheet.color_days("days_overdue")
        sheet.color_days("weighted_days")
        sheet.color("missed", [(">", 1, "worst"), (">", 0, "mild")])

    @api.model
    def _build_customers(self, scope):
        """One set of figures, that of profile and letter: debts past their due date, open credits, and what remains when the
        credits cover the oldest debts first. Days count from the first debt that they do not reach. What registered payments
        cover, and credits that are being paid back, are left out as on the profile; the open amount is that of the ledger.

        :return: SQL with a row per customer, root company and currency of the open items
        """
        return SQL(
            """
            SELECT total.*,
                   GREATEST(total.overdue_gross_currency - total.credits_currency, 0) AS overdue_currency,
                   -- Credits in one currency cover what is overdue in others, too: the sum is that of the profile.
                   GREATEST(total.net - GREATEST(total.spare - (
                       SUM(total.net) OVER (customer ROWS UNBOUNDED PRECEDING) - total.net), 0), 0) AS overdue,
                   CASE WHEN total.overdue_gross > 0 THEN %(today)s::date - balance.oldest_due_date END AS days_overdue
              FROM (%(totals)s) total
         LEFT JOIN (%(balances)s) balance ON balance.partner_id = total.partner_id AND balance.root_id = total.root_id
            WINDOW customer AS (PARTITION BY total.partner_id, total.root_id ORDER BY total.oldest, total.currency_id)
            """, today=scope.today, totals=self._build_customer_totals(scope), balances=build_balances(scope.today))

    @api.model
    def _build_customer_totals(self, scope):
        """:return: SQL with a row per customer, root company and currency, with what is overdue less the credits of the row,
            ``net``, and what the customer has of credits beyond that in all currencies, ``spare``, both in company currency"""
        return SQL(
            """
            SELECT part.*, GREATEST(part.overdue_gross - part.credits, 0) AS net,
                   SUM(GREATEST(part.credits - part.overdue_gross, 0))
                       OVER (PARTITION BY part.partner_id, part.root_id) AS spare
              FROM (
                    SELECT item.partner_id, item.root_id, item.profile_id, item.currency_id, item.company_currency_id,
                           COUNT(*) AS items, MIN(item.due_date) FILTER (WHERE %(is_overdue)s) AS oldest,
                           SUM(item.amount_currency) AS amount_currency, SUM(item.residual_currency) AS residual_currency,
                           SUM(item.residual) AS residual,
                           COALESCE(SUM(item.owed_currency) FILTER (WHERE %(is_overdue)s), 0) AS overdue_gross_currency,
                           COALESCE(SUM(item.owed) FILTER (WHERE %(is_overdue)s), 0) AS overdue_gross,
                           COALESCE(-SUM(item.owed_currency) FILTER (WHERE %(is_credit)s), 0) AS credits_currency,
                           COALESCE(-SUM(item.owed) FILTER (WHERE %(is_credit)s), 0) AS credits,
                           SUM(CASE WHEN item.disputed <> 0 THEN %(disputed_own)s END) AS disputed_currency,
                           SUM(item.days_overdue * item.owed) FILTER (WHERE %(is_overdue)s)
                               / NULLIF(SUM(item.owed) FILTER (WHERE %(is_overdue)s), 0) AS weighted_days,
                           MIN(item.due_date) FILTER (WHERE item.owed > 0 AND item.days_overdue = 0) AS next_due_date,
                           STRING_AGG(DISTINCT move.invoice_origin, ', ') AS orders
                      FROM (%(items)s) item
                      JOIN account_move move ON move.id = item.move_id
                     GROUP BY item.partner_id, item.root_id, item.profile_id, item.currency_id, item.company_currency_id
                   ) part
            """, items=scope.items, is_overdue=IS_OVERDUE, is_credit=IS_CREDIT,
            disputed_own=build_disputed_own(SQL("item.disputed"), SQL("item.move_id")))

    @api.model
    def _get_customer_rows(self, query, scope):
        """Yield the rows of the customer sheet in batches, those who owe most overdue first."""
        facts, names = overdue_facts.gather(self.env, scope), self._get_all_names()
        address, addressed = self._get_address("credit.profile"), overdue_facts.get_addressed(self.env, scope)
        batches = self._fetch_batches(SQL(
            """
            SELECT total.*, partner.name AS customer, company.name AS company, %s AS reference,
                   profile.followup_level_id, profile.collector_id, profile.rating_id, profile.score, profile.note
              FROM (%s) total
              JOIN res_partner partner ON partner.id = total.partner_id
              JOIN res_company company ON company.id = total.root_id
         LEFT JOIN credit_profile profile ON profile.id = total.profile_id
             ORDER BY total.overdue DESC, partner.name, partner.id, total.currency_id
            """, get_reference_sql("partner", "profile"), query))
        for rows in batches:
            contacts = overdue_facts.get_contacts(
                self.env, scope, sorted({row["profile_id"] for row in rows if row["profile_id"]}), addressed)
            for row in rows:
                row["contact"], row["phone"], row["email"], row["address"] = contacts.get(row["profile_id"], (None,) * 4)
                row |= self._get_debtor_values(row, facts, names)
                row |= self._get_action_values(row, facts, names)
                row |= self._get_expectation_values(row, facts)
                row["known"] = facts.entered.get(row["profile_id"], {})
                row["customer_url"] = row["profile_id"] and f"{address}{row['profile_id']}"
            yield rows

    @api.model
    def _get_debtor_values(self, row, facts, names):
        customer = (row["partner_id"], row["root_id"])
        since, late_invoices = facts.late_history.get(customer, (None, 0))
        payment_date, payment_amount = facts.last_payments.get(customer, (None, None))
        return {
            "orders": shorten(row["orders"]),
            "currency": names["currency"][row["currency_id"]],
            "company_currency": names["currency"][row["company_currency_id"]],
            "overdue_since": since if row["days_overdue"] else None, "late_invoices": late_invoices,
            "payment_date": payment_date, "payment_amount": payment_amount,
            "returned_payments": facts.returned_payments.get(customer),
            "rating": names["rating"].get(row["rating_id"]),
            "remark": get_remark(row["note"]),
        }

    @api.model
    def _get_action_values(self, row, facts, names):
        last = facts.last_followups.get(row["profile_id"])
        coming = facts.next_followups.get(row["profile_id"])
        promise = facts.next_promises.get(row["profile_id"])
        next_action = next_date = None
        if coming:
            # What somebody planned has words of its own.
            planned = not coming.level_id and coming.state == "todo" and not coming.is_relationship
            text = planned and facts.entered[row["profile_id"]]["next_action"]
            next_action, next_date = text or names["channel"].get(coming.channel), coming.date
        elif promise:
            next_action, next_date = self.env._("Promised payment"), promise.payment_date
        return {
            "level": names["level"].get(row["followup_level_id"]),
            "last_action": last and names["level"].get(last.level_id.id),
            "last_channel": last and names["channel"].get(last.channel),
            "last_date": last and last.date,
            "outcome": last and names["outcome"].get(last.outcome),
            "received": last and facts.received.get(last.id),
            "next_action": next_action,
            "next_date": next_date,
            "owner": names["user"].get(row["collector_id"] or (coming and coming.user_id.id)),
            "reason": facts.late_reasons.get(row["profile_id"]),
        }

    @api.model
    def _get_expectation_values(self, row, facts):
        """When money is expected and why: by a promise or plan, else as the customer usually pays, else by the next due date of
        a customer who is not late."""
        promise = facts.next_promises.get(row["profile_id"])
        if promise:
            planned = promise.payments > 1
            expected = promise.payment_date, self.env._("Repayment plan") if planned else self.env._("Promise")
        elif predicted := facts.predicted.get(row["profile_id"]):
            expected = predicted
        elif not row["days_overdue"] and row["next_due_date"]:
            expected = row["next_due_date"], self.env._("Due date")
        else:
            expected = None, None
        entered = facts.entered.get(row["profile_id"], {})
        return {
            "expected_date": expected[0], "expected_source": expected[1],
            "expected_amount": entered["expected_amount"] if promise else None,
            "missed": facts.missed_promises.get(row["profile_id"]),
        }


def shorten(text):
    """:return: ``text`` cut to what is still readable in a cell"""
    return f"{text[:LONGEST_LIST]}…" if text and len(text) > LONGEST_LIST else text
