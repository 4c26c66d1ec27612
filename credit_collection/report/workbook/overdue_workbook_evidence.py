from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...models.common.kept_text import say
from ...models.common.sql import build_items, get_reference_sql
from .overdue_workbook import WorkbookSheet
from .workbook_sheet import Column, in_tens


class CreditOverdueWorkbook(models.AbstractModel):
    """The sheets about what was done and agreed: follow-ups of the last twelve months, promises to pay."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_sheets(self, scope):
        return [
            *super()._get_sheets(scope),
            WorkbookSheet(
                30, "followups", self.env._("Follow-ups"), self._build_followups(scope), {"currency": ["amount_due"]},
                self._get_followup_rows, lambda sheet: sheet.color_days("days_overdue")),
            WorkbookSheet(
                40, "promises", self.env._("Promises"), self._build_promises(scope), {"currency": ["amount"]},
                self._get_promise_rows, self._paint_promises),
        ]

    @api.model
    def _get_columns(self, sheet):
        columns = super()._get_columns(sheet)
        if sheet == "followups":
            columns = [*columns, *in_tens(self._get_followup_columns())]
        elif sheet == "promises":
            columns = [*columns, *in_tens(self._get_promise_columns())]
        return columns

    # Follow-ups

    @api.model
    def _get_followup_columns(self):
        return [
            Column("customer", self.env._("Customer"), width=30),
            Column("reference", self.env._("Customer Number"), width=14),
            Column("date", self.env._("Date"), "date", 12),
            Column("level", self.env._("Follow-up Level"), width=20),
            Column("channel", self.env._("Channel"), width=10),
            Column("state", self.env._("Status"), width=10, is_of_now=True),
            Column("contact", self.env._("Addressed To"), width=24),
            Column("days_overdue", self.env._("Days Overdue"), "integer", 9),
            Column("currency", self.env._("Currency"), width=9),
            Column("amount_due", self.env._("Amount Due"), "money", 15, "currency"),
            Column("outcome", self.env._("Outcome"), width=18, is_of_now=True),
            Column("received", self.env._("Received Since"), "money", 15, "currency", is_of_now=True),
            Column("owner", self.env._("Owner"), width=18),
            Column("done_date", self.env._("Done On"), "date", 12),
            Column("note", self.env._("Remark"), width=40, is_private=True),
        ]

    @api.model
    def _build_followups(self, scope):
        return SQL(
            """
            SELECT followup.id, followup.date, followup.level_id, followup.channel, followup.state,
                   followup.days_overdue, followup.amount_due, followup.outcome, followup.user_id,
                   followup.done_date, followup.note,
                   company.currency_id, partner.name AS customer, %s AS reference, contact.name AS contact
              FROM credit_followup followup
              JOIN credit_profile profile ON profile.id = followup.profile_id
              JOIN res_company company ON company.id = profile.company_id
              JOIN res_partner partner ON partner.id = profile.partner_id
         LEFT JOIN res_partner contact ON contact.id = followup.contact_id
             WHERE followup.date > %s AND followup.date <= %s AND %s
             ORDER BY partner.name, partner.id, followup.date DESC, followup.id DESC
            """, get_reference_sql("partner", "profile"), scope.today - relativedelta(years=1), scope.today, scope.condition)

    @api.model
    def _get_followup_rows(self, query, _scope):
        names, states = self._get_all_names(), self._get_labels("credit.followup", "state")
        for batch in self._fetch_batches(query):
            received = self.env["credit.followup"].browse([row["id"] for row in batch])._get_amounts_received()
            for row in batch:
                row.update(
                    level=names["level"].get(row["level_id"]),
                    channel=names["channel"].get(row["channel"]),
                    state=states.get(row["state"]),
                    currency=names["currency"][row["currency_id"]],
                    outcome=names["outcome"].get(row["outcome"]),
                    received=received.get(row["id"]),
                    owner=names["user"].get(row["user_id"]),
                    note=say(self.env, row["note"]),
                )
            yield batch

    # Promises

    @api.model
    def _get_promise_columns(self):
        return [
            Column("customer", self.env._("Customer"), width=30),
            Column("reference", self.env._("Customer Number"), width=14),
            Column("date", self.env._("Promised On"), "date", 12),
            Column("payment_date", self.env._("Payment Date"), "date", 12),
            Column("currency", self.env._("Currency"), width=9),
            Column("amount", self.env._("Amount"), "money", 15, "currency"),
            Column("payment_state", self.env._("Payment"), width=12, is_of_now=True),
            Column("state", self.env._("Promise"), width=12, is_of_now=True),
            Column("received_amount", self.env._("Received for Promise"), "money", 15, "currency", is_of_now=True),
            Column("documents", self.env._("Documents"), width=30),
            Column("reason", self.env._("Reason for Late Payment"), width=24),
            Column("source", self.env._("Source"), width=10),
            Column("owner", self.env._("Owner"), width=18),
            Column("note", self.env._("Remark"), width=40, is_private=True),
        ]

    @api.model
    def _build_promises(self, scope):
        return SQL(
            """
            SELECT instalment.id, instalment.date AS payment_date, instalment.amount, instalment.state AS payment_state,
                   promise.date, promise.state, promise.received_amount, promise.reason_id, promise.source,
                   promise.user_id, promise.note, company.currency_id,
                   partner.name AS customer, %s AS reference,
                   (%s) AS documents
              FROM credit_promise_instalment instalment
              JOIN credit_promise promise ON promise.id = instalment.promise_id
              JOIN credit_profile profile ON profile.id = promise.profile_id
              JOIN res_company company ON company.id = profile.company_id
              JOIN res_partner partner ON partner.id = profile.partner_id
             WHERE promise.state NOT IN ('draft', 'cancelled') AND promise.date <= %s AND %s
             ORDER BY partner.name, partner.id, promise.date, promise.id, instalment.date, instalment.id
            """,
            get_reference_sql("partner", "profile"), build_items(
                SQL("STRING_AGG(DISTINCT line.move_name, ', ')"), accounts=None, state=None,
                joins=SQL("JOIN credit_promise_line_rel rel ON rel.line_id = line.id"),
                condition=SQL("rel.promise_id = promise.id")),
            scope.today, scope.condition)

    @api.model
    def _paint_promises(self, sheet):
        states = self._get_labels("credit.promise.instalment", "state")
        colors = [("==", states["broken"], "worst"), ("==", states["partial"], "mild"), ("==", states["kept"], "good")]
        sheet.color("payment_state", colors)

    @api.model
    def _get_promise_rows(self, query, _scope):
        names, reasons = self._get_all_names(), self._get_names("credit.reason")
        states, sources = self._get_labels("credit.promise", "state"), self._get_labels("credit.promise", "source")
        payment_states = self._get_labels("credit.promise.instalment", "state")
        for batch in self._fetch_batches(query):
            for row in batch:
                row.update(
                    payment_state=payment_states.get(row["payment_state"]),
                    state=states.get(row["state"]),
                    source=sources.get(row["source"]),
                    currency=names["currency"][row["currency_id"]],
                    reason=reasons.get(row["reason_id"]),
                    owner=names["user"].get(row["user_id"]),
                )
            yield batch
