"""What core's entries bear for the exposure: the indexes its statements read by, and what they need beside core's columns."""

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.exposure.own_currency import get_own_part
from ..common.bulk import add_columns, fill_columns
from ..common.days import days_until
from ..common.sql import MONEY_TYPES, TRADE_ACCOUNT_COLUMNS, TRADE_ACCOUNTS, is_trade_account
from .ledger import get_due_date_sql
from .payments import get_booked_domain


class AccountMoveLine(models.Model):
    """Open items, and what of them may be collected. Lists and figures of any day: ``credit.open.item``."""

    _name = "account.move.line"
    _inherit = ["account.move.line", "credit.results.mixin"]

    credit_deferred_until = fields.Date(
        string="Deferred Until", compute="_compute_credit_deferred_until", store=True,
        groups="credit_collection.credit_collection_group_viewer",
        help="While an approved deferral is open this day takes the place of the due date, which stays as it is.",
    )

    # Entries of a point of sale are of no bank or cash journal: what they have of money is told by their add-on.
    credit_is_receipt = fields.Boolean(
        string="Paid at a Counter", readonly=True, copy=False, default=None,
        groups="credit_collection.credit_collection_group_viewer",
        help="Received from the customer, or given back, by an entry of a journal that is no bank or cash journal.")

    # For everybody who may read the due date.
    credit_due_days = days_until("date_maturity", name="credit_due_days", string="Due in (days)")

    # For domains of fields and views.
    credit_is_open_debt = fields.Boolean(
        string="Open Debt of a Customer", compute="_compute_credit_is_open_debt", search="_search_credit_is_open_debt")

    # Makes exposure, overdue and aging of all customers index-only scans; their queries repeat these conditions.
    _credit_open_item_idx = models.Index(
        "(account_id, partner_id, company_id, date_maturity) "
        "INCLUDE (amount_residual, id, currency_id, date, credit_deferred_until) "
        "WHERE reconciled IS NOT TRUE AND parent_state = 'posted' AND amount_residual <> 0 AND amount_residual_currency <> 0",
    )
    # The few items that are open in one currency only, for the accountant (``ledger.build_all_entries``). By customer first:
    # else all that a customer ever booked would be read for them.
    _credit_difference_idx = models.Index(
        "(partner_id, account_id) WHERE reconciled IS NOT TRUE AND parent_state = 'posted' "
        "AND (amount_residual = 0) <> (amount_residual_currency = 0)",
    )

    def _auto_init(self):
        # Nothing is deferred yet: millions of items need not be computed one by one on an upgrade.
        add_columns(self.env.cr, self._table, {"credit_deferred_until": "date"})
        return super()._auto_init()

    def _compute_credit_deferred_until(self):
        """Promises defer items; without them, nothing does."""
        self.credit_deferred_until = False

    @api.depends(
        "account_id.account_type", "account_id.non_trade", "parent_state", "reconciled", "amount_residual",
        "amount_residual_currency", "partner_id")
    def _compute_credit_is_open_debt(self):
        debts = self.filtered_domain(self._get_open_debt_domain())
        for line in self:
            line.credit_is_open_debt = line in debts

    def _search_credit_is_open_debt(self, operator, value):
        if operator != "in":
            return NotImplemented
        debts = self._get_open_debt_domain()
        return Domain.OR([debts if flag else ~debts for flag in set(map(bool, value))])

    @api.model
    def _get_money_domain(self):
        """:return: domain of the items that are money, the twin of ``sql.is_money``"""
        return Domain("journal_id.type", "in", MONEY_TYPES) | Domain("credit_is_receipt", "=", True)

    def _check_debt_of(self, profile):
        """:raise ValidationError: an item is no posted trade debt, or not owed by the customer to the company of ``profile``"""
        for item in self.sudo():  # sudo: whose debt it is; who names it in a document need not read entries.
            if not is_trade_account(item.account_id) or item.parent_state != "posted" or item.balance <= 0:
                raise ValidationError(self.env._("%(item)s is no debt of a customer.", item=item.display_name))
            if not item._filter_of(profile.partner_id, profile.company_id):
                raise ValidationError(self.env._(
                    "%(item)s is not owed by %(customer)s to %(company)s.", item=item.display_name,
                    customer=profile.display_name, company=profile.company_id.name))

    def _filter_of(self, customer, company):
        """:return: those of these items that are in the account of ``customer`` with the root ``company``, as in
            :meth:`_get_account_domain`"""
        return self.filtered(
            lambda item: item.partner_id.commercial_partner_id == customer and item.company_id.root_id == company)

    def _spread_oldest_first(self, amount):
        """Share ``amount``, in company currency, out among these debts, that which is due first first, no more than is open.

        :return: list of (item, amount in company currency, amount in its own currency)
        """
        left, shares = amount, []
        for item in self.sorted(lambda item: (item.date_maturity or item.date, item.id)):
            currency = item.company_currency_id
            share = min(max(item.amount_residual, 0.0), left)
            if currency.compare_amounts(share, 0) > 0:
                shares.append((item, share, item.currency_id.round(
                    item.amount_residual_currency * share / item.amount_residual)))
                left = currency.round(left - share)
        return shares

    @api.model
    def _get_account_domain(self, customers, companies):
        """:return: domain of the items of the ``customers`` (``res.partner``) with ``companies`` and their branches

        A company below another one in the address book is a customer of its own.
        """
        return Domain("partner_id.commercial_partner_id", "in", customers.ids) & Domain("company_id", "child_of", companies.ids)

    @api.model
    def _get_open_receivable_domain(self):
        """:return: domain of the posted, unreconciled trade receivables, debts and credits alike, open in both currencies"""
        return self._get_receivable_domain() & Domain([
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual", "!=", 0.0),
            ("amount_residual_currency", "!=", 0.0),
            ("partner_id", "!=", False),
        ])

    @api.model
    def _get_open_debt_domain(self):
        """:return: domain of what customers owe, due or not, without what we owe them; beside it in domains of fields and
            views: ``credit_is_open_debt``"""
        return self._get_open_receivable_domain() & Domain("amount_residual", ">", 0.0)

    @api.model
    def _get_receivable_domain(self):
        """:return: domain of the items on trade accounts, of which there are few and which are read before the many items"""
        self.env["account.account"].flush_model(TRADE_ACCOUNT_COLUMNS)
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s)", model._field_to_sql(alias, "account_id", query), TRADE_ACCOUNTS),
            predicate=lambda line: is_trade_account(line.account_id),
        )

    @api.model
    def _get_due_debt_domain(self, due_by):
        """:return: domain of the open debts due until ``due_by`` that we follow up, whether free, disputed or promised"""
        excluded = Domain.OR(
            Domain(exclusion.get()) for exclusion in self.env["credit.open.item"]._get_whole_exclusions())
        return self._get_open_debt_domain() & ~excluded & self._get_due_domain(due_by)

    @api.model
    def _get_due_domain(self, due_by):
        """:return: domain of the items due until ``due_by``; an entry booked without due date is due on its own date"""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s <= %s", get_due_date_sql(alias, model._fields), due_by),
            predicate=lambda line: line._get_credit_due_date() <= due_by,
        )

    def _get_credit_due_date(self):
        """:return: the effective due date of this item, as :func:`~.ledger.get_due_date_sql` defines it"""
        self.ensure_one()
        return self.credit_deferred_until or self.date_maturity or self.date

    @api.model
    def _get_collectible_domain(self, today):
        """The one definition of what may be collected: an open debt that is due, wholly or partly free to chase.

        Due means that the due date has passed or is ``today``; what is dated after ``today`` does not exist yet. Left out are
        items of which exclusions (``credit.open.item._get_exclusions``) take all; of the others, ``_get_collectible_amount``.

        :param date today: day of the follow-up
        :return: :class:`~odoo.fields.Domain` on ``account.move.line``
        """
        self.env["credit.open.item"]._flush()
        return self._get_due_debt_domain(today) & Domain("date", "<=", today) & Domain.custom(
            to_sql=lambda model, alias, query: SQL("%s > 0", model._get_collectible_sql(alias, today)),
            predicate=lambda line: line.company_currency_id.compare_amounts(line._get_collectible_amount(today), 0) > 0,
        )

    @api.model
    def _get_collectible_sql(self, alias, today):
        """:return: SQL of the part of the item ``alias`` that may be collected, in company currency"""
        excluded = [
            exclusion.sql(alias, today) for exclusion in self.env["credit.open.item"]._get_partial_exclusions()]
        return SQL(" - ").join([SQL.identifier(alias, "amount_residual", to_flush=self._fields["amount_residual"]), *excluded])

    def _get_collectible_amount(self, today):
        """:return: the part of this item that may be collected on ``today``, in company currency, never negative"""
        return self._get_collectible_amounts(today)[self.ensure_one()]

    def _get_collectible_amounts(self, today):
        """:return: ``{item: what _get_collectible_amount returns}``, with as many queries for many items as for one"""
        exclusions = self.env["credit.open.item"]._get_partial_exclusions()
        excluded = [exclusion.get_amounts(self, today) for exclusion in exclusions]
        return {
            line: max(line.company_currency_id.round(line.amount_residual - sum(amounts[line] for amounts in excluded)), 0.0)
            for line in self}

    def _get_own_part(self, part):
        """:param float part: of what is open of this item, in company currency
        :return: the part in the currency of the item, rounded"""
        self.ensure_one()
        return self.currency_id.round(get_own_part(
            part, self.amount_residual, self.amount_residual_currency, *self._get_disputed_part()))

    def _get_disputed_part(self):
        """Hook: :return: what of this item is disputed, in company currency and in its own, not rounded"""
        return 0.0, 0.0

    @api.model
    def _get_payment_in_process_domain(self):
        """:return: domain of the items of customers' payments that wait for the bank on an outstanding account"""
        return get_booked_domain()


class AccountAccount(models.Model):
    _inherit = "account.account"

    credit_is_loss = fields.Boolean(
        string="Losses of Customers", groups="account.group_account_readonly,account.group_account_manager",
        help="Such as the allowance for doubtful customers: what an entry takes from a receivable to this account is written "
             "off, what it gives back is recovered. Expense accounts need no mark.")


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "credit.results.mixin"]

    # For everybody who may read the due date.
    credit_due_days = days_until("invoice_date_due", name="credit_due_days", string="Due in (days)")

    # Open invoices and credit notes with a payment that has no entry: what of them is on its way, see
    # ``payments.build_registered``.
    _credit_in_payment_idx = models.Index(
        "(commercial_partner_id) WHERE state = 'posted' AND payment_state IN ('in_payment', 'paid') "
        "AND amount_residual <> 0 AND move_type IN ('out_invoice', 'out_receipt', 'out_refund')",
    )

    # Entries that a document of ours rests on are evidence: they stay posted until the document takes them back.

    def button_draft(self):
        """:raise UserError: a document of ours rests on one of these entries"""
        if reason := self._explain_kept_posted():
            raise UserError(reason)
        return super().button_draft()

    def _explain_kept_posted(self):
        """Hook: :return: which document rests on one of these entries, and how it takes them back; nothing without one"""
        return None

    def _find_resting(self, model, *names, domain=Domain.TRUE):
        """:return: a record of ``model`` that has one of these entries in a field ``names``, or none"""
        # sudo: who corrects entries need not see what they were made by.
        return self.env[model].sudo().search(
            domain & Domain.OR(Domain(name, "in", self.ids) for name in names), limit=1)


class AccountPartialReconcile(models.Model):
    """Whose items were matched: so that what a customer matched after a day is found without reading that of all others."""

    _inherit = "account.partial.reconcile"

    # Readable for all who match items: computed before the row is written, with their rights.
    credit_debtor_id = fields.Many2one(
        "res.partner", "Partner of the Debit Item", related="debit_move_id.partner_id", store=True, precompute=True,
        groups="base.group_user")
    credit_payer_id = fields.Many2one(
        "res.partner", "Partner of the Credit Item", related="credit_move_id.partner_id", store=True, precompute=True,
        groups="base.group_user")
    credit_min_date = fields.Date(
        "Date of the Earlier Item", compute="_compute_credit_min_date", store=True, precompute=True, groups="base.group_user",
        help="Before this day neither of the two matched items existed.")

    # What was matched after a day, by receipts dated ahead or since a past day (``ledger.build_ledger``).
    _credit_max_date_idx = models.Index("(max_date)")
    _credit_debtor_date_idx = models.Index("(credit_debtor_id, max_date)")
    _credit_payer_date_idx = models.Index("(credit_payer_id, max_date)")

    def _auto_init(self):
        # By one statement: millions of reconciliations need not be computed one by one.
        if add_columns(
            self.env.cr, self._table, {"credit_debtor_id": "int4", "credit_payer_id": "int4", "credit_min_date": "date"},
        ):
            fill_columns(
                self.env.cr, self._table,
                {"credit_debtor_id": SQL("debit.partner_id"), "credit_payer_id": SQL("credit.partner_id"),
                 "credit_min_date": SQL("LEAST(debit.date, credit.date)")},
                SQL("account_move_line debit, account_move_line credit"),
                SQL("debit.id = account_partial_reconcile.debit_move_id "
                    "AND credit.id = account_partial_reconcile.credit_move_id"))
        return super()._auto_init()

    @api.depends("debit_move_id.date", "credit_move_id.date")
    def _compute_credit_min_date(self):
        for partial in self:
            partial.credit_min_date = min(partial.debit_move_id.date, partial.credit_move_id.date)
