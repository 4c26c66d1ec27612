from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, sql

from ...tools.promise.judgement import allocate
from ..common.sql import TRADE_ACCOUNT_COLUMNS, TRADE_ACCOUNTS, is_trade_account
from .due_date import get_due_date_sql


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    credit_promise_ids = fields.Many2many(
        "credit.promise", "credit_promise_line_rel", "line_id", "promise_id", string="Promises to Pay", copy=False,
        groups="credit_collection.credit_collection_group_viewer",
    )
    credit_disputed_amount = fields.Monetary(
        string="Disputed", compute="_compute_credit_disputed_amount", store=True, currency_field="company_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
        help="Part of this item under an open dispute, in company currency.",
    )
    credit_promised_amount = fields.Monetary(
        string="Promised", compute="_compute_credit_promised", store=True, currency_field="company_currency_id",
        groups="credit_collection.credit_collection_group_viewer",
        help="Part of this item that an open promise to pay covers, in company currency.",
    )
    credit_promised_until = fields.Date(
        string="Promised Until", compute="_compute_credit_promised", store=True,
        groups="credit_collection.credit_collection_group_viewer",
        help="Until this day (included) the promised part is not collected.",
    )

    credit_deferred_until = fields.Date(
        string="Deferred Until", compute="_compute_credit_deferred_until", store=True,
        groups="credit_collection.credit_collection_group_viewer",
        help="While an approved deferral is open this day takes the place of the due date, which stays as it is.",
    )

    # Makes exposure, overdue and aging of all customers index-only scans; their queries repeat these conditions.
    _credit_open_item_idx = models.Index(
        "(account_id, partner_id, company_id, date_maturity) "
        "INCLUDE (amount_residual, currency_id, date, credit_deferred_until) "
        "WHERE reconciled IS NOT TRUE AND parent_state = 'posted' AND amount_residual <> 0",
    )

    def _auto_init(self):
        # Nothing is deferred yet: millions of items need not be computed one by one on an upgrade.
        if not sql.column_exists(self.env.cr, self._table, "credit_deferred_until"):
            sql.create_column(self.env.cr, self._table, "credit_deferred_until", "date")
        return super()._auto_init()

    @api.depends("move_id.credit_dispute_ids.excluded_amount")
    def _compute_credit_disputed_amount(self):
        """Spread the disputed amount of an invoice over its instalments, the earliest due first."""
        disputed_moves = self.move_id.filtered("credit_dispute_ids")
        self.credit_disputed_amount = 0.0
        for move in disputed_moves:
            instalments = move.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted("date_maturity")
            # First what is still open; the rest on what was paid, should that payment be taken back.
            open_parts = [max(line.amount_residual, 0.0) for line in instalments]
            paid_parts = [abs(line.balance) - part for line, part in zip(instalments, open_parts, strict=True)]
            amounts = allocate(
                move._get_credit_disputed_amount(), [*open_parts, *paid_parts], move.company_currency_id.rounding)
            for line, on_open, on_paid in zip(
                instalments, amounts[:len(instalments)], amounts[len(instalments):], strict=True,
            ):
                if line in self:
                    line.credit_disputed_amount = on_open + on_paid

    @api.depends("credit_promise_ids.state", "credit_promise_ids.covered_until", "credit_promise_ids.line_shares")
    def _compute_credit_promised(self):
        open_promises = self.credit_promise_ids.filtered(lambda promise: promise.state == "open")
        shares = open_promises._get_line_shares()
        self.fetch(["company_currency_id"])
        for line in self:
            promises = line.credit_promise_ids & open_promises
            line.credit_promised_amount = sum(shares[promise].get(line.id, 0.0) for promise in promises)
            line.credit_promised_until = max(promises.mapped("covered_until"), default=False)

    @api.depends("credit_promise_ids.state", "credit_promise_ids.kind", "credit_promise_ids.instalment_ids.date")
    def _compute_credit_deferred_until(self):
        for line in self:
            deferrals = line.credit_promise_ids.filtered(
                lambda promise: promise.state == "open" and promise.kind == "deferral")
            line.credit_deferred_until = max(deferrals.instalment_ids.mapped("date"), default=False)

    @api.model
    def _get_open_receivable_domain(self):
        """:return: domain of the posted, unreconciled receivable items, debts and credits alike"""
        return self._get_receivable_domain() & Domain([
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", "!=", 0.0),
            ("partner_id", "!=", False),
        ])

    @api.model
    def _get_receivable_domain(self):
        """:return: domain of the items on receivable accounts, whose few accounts are read before the many items"""
        self.env["account.account"].flush_model(TRADE_ACCOUNT_COLUMNS)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s)", model._field_to_sql(alias, "account_id", query), TRADE_ACCOUNTS),
            predicate=lambda line: is_trade_account(line.account_id),
        )

    @api.model
    def _get_payment_in_process_domain(self):
        """:return: domain of the items of customers' payments that wait for the bank on an outstanding account

        Kept alike in ``credit.profile._get_payments_sql``, which sums them.
        """
        return Domain([
            ("payment_id.is_matched", "=", False),
            ("payment_id.partner_type", "=", "customer"),
            ("payment_id.payment_type", "=", "inbound"),
            ("parent_state", "=", "posted"),
            ("amount_residual", ">", 0.0),
            ("account_id.account_type", "!=", "asset_receivable"),
        ])

    @api.model
    def _get_due_debt_domain(self, due_by):
        """:return: domain of the open debts due until ``due_by`` that we follow up, whether free, disputed or promised"""
        return self._get_open_receivable_domain() & Domain([
            ("amount_residual", ">", 0.0),
            ("no_followup", "=", False),
            ("move_id.payment_state", "!=", "blocked"),
        ]) & self._get_due_domain(due_by)

    @api.model
    def _get_due_domain(self, due_by):
        """:return: domain of the items due until ``due_by``; an entry booked without due date is due on its own date"""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s <= %s", get_due_date_sql(alias, model._fields), due_by),
            predicate=lambda line: line._get_credit_due_date() <= due_by,
        )

    def _get_credit_due_date(self):
        """:return: the effective due date of this item, as ``due_date.py`` defines it"""
        self.ensure_one()
        return self.credit_deferred_until or self.date_maturity or self.date

    @api.model
    def _get_collectible_domain(self, today):
        """The one definition of what may be collected: an open debt that is due, wholly or partly free to chase.

        Due means that the due date has passed or is ``today``. Left out are items marked «no follow-up», items of blocked
        invoices, and those whose whole rest is disputed or covered by an open promise that still runs.
        What of an item may be collected is ``_get_collectible_amount``.

        :param date today: day of the follow-up
        :return: :class:`~odoo.fields.Domain` on ``account.move.line``
        """
        return self._get_due_debt_domain(today) & Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s > 0", model._get_collectible_sql(alias, today)),
            predicate=lambda line: line.company_currency_id.compare_amounts(line._get_collectible_amount(today), 0) > 0,
        )

    @api.model
    def _get_collectible_sql(self, alias, today):
        """:return: SQL of the part of the item ``alias`` that may be collected, in company currency"""
        def column(name):
            return SQL.identifier(alias, name, to_flush=self._fields[name])

        return SQL(
            "%s - COALESCE(%s, 0) - CASE WHEN %s >= %s THEN COALESCE(%s, 0) ELSE 0 END",
            column("amount_residual"), column("credit_disputed_amount"), column("credit_promised_until"), today,
            column("credit_promised_amount"),
        )

    def _get_collectible_amount(self, today):
        """:return: the part of this item that may be collected on ``today``, in company currency, never negative"""
        self.ensure_one()
        promised = self.credit_promised_amount if self.credit_promised_until and self.credit_promised_until >= today else 0.0
        return max(self.company_currency_id.round(self.amount_residual - self.credit_disputed_amount - promised), 0.0)
