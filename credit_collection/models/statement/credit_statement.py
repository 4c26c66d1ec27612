from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.common.clock import add_days
from ...tools.exposure.aging import BUCKETS, make_buckets, parse_limits
from ...tools.statement.figures import Row
from ..common.bulk import insert_rows, link_rows

KINDS = [("activity", "Account Activity"), ("open_item", "Open Items")]


class CreditStatement(models.Model):
    """A statement of account as it was sent to a customer, and what the customer answered. Nothing in it changes afterwards.

    Evidence: written by code only. What the ledger says by now of the same day stands beside it.
    """

    _name = "credit.statement"
    _description = "Statement of Account"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "credit.payment.link.mixin"]
    _order = "date_to desc, id desc"
    _transitions = {
        "draft": {"sent", "cancelled"},
        "sent": {"confirmed", "contested", "cancelled"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    collector_id = fields.Many2one(related="profile_id.collector_id")
    kind = fields.Selection(KINDS, required=True, readonly=True, default="activity")
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(string="As of", required=True, readonly=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("confirmed", "Confirmed"),
            ("contested", "Contested"),
            ("cancelled", "Cancelled"),
        ],
        required=True, readonly=True, default="draft", index=True, copy=False,
    )
    balance_ids = fields.One2many("credit.statement.balance", "statement_id", string="Balances", readonly=True)
    line_ids = fields.One2many("credit.statement.line", "statement_id", string="Lines", readonly=True)
    item_ids = fields.Many2many(
        "account.move.line", "credit_statement_item_rel", "statement_id", "line_id", string="Open Items", readonly=True,
        copy=False, help="Items that were open at the end of the last day: they can be paid by the link.",
    )
    aging_limits = fields.Char(
        string="Aging Buckets", readonly=True, help="Last days of the aging buckets of the company at that time.")
    asks_confirmation = fields.Boolean(
        string="Confirmation Requested", readonly=True, help="The customer is asked to confirm the balance.")
    balance_text = fields.Char(string="Balance", compute="_compute_balance_text", help="Closing balance in each currency.")

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")

    @api.depends("profile_id", "date_to")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = f"{statement.profile_id.display_name} – {statement._get_number()}"

    @api.depends("state", "contact_id.active")
    def _compute_has_link(self):
        return super()._compute_has_link()

    @api.depends("balance_ids.closing_balance")
    def _compute_balance_text(self):
        for statement in self:
            statement.balance_text = " + ".join(
                balance.currency_id.format(balance.closing_balance) for balance in statement.balance_ids) or "–"

    @api.model
    def _get_system_message(self):
        return self.env._("Statements of account are evidence. Cancel a wrong one and send another.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if sent := self.filtered(lambda statement: statement.state != "draft")[:1]:
            raise UserError(self.env._(
                "The statement “%(statement)s” is evidence and cannot be deleted.", statement=sent.display_name))

    def copy_data(self, default=None):
        """:raise UserError: always, figures are read from the ledger"""
        raise UserError(self.env._("A statement cannot be duplicated. Create another one for the same period."))

    def _get_buckets(self):
        """:return: tuple of the aging buckets that the company had when the statement was made"""
        return make_buckets(parse_limits(self.aging_limits)) if self.aging_limits else BUCKETS

    def _get_number(self):
        """:return: the number by which customer and company speak of this statement"""
        self.ensure_one()
        return f"S{self._origin.id or 0:06d}"

    @api.model
    def _create_from(self, profiles, parts, kind, date_from, date_to):
        """Keep statements, in four statements of SQL for thousands of customers, and what is demanded beside them.

        :param dict parts: of :meth:`_get_parts`
        :return: the statements in the order of ``profiles``, drafts
        """
        companies = {company.id: company.sudo() for company in profiles.company_id}
        owners = [companies[profile.company_id.id] for profile in profiles]
        count = len(profiles)
        ids = insert_rows(self, {
            "profile_id": profiles.ids, "company_id": [company.id for company in owners],
            "kind": [kind] * count, "state": ["draft"] * count, "date_from": [date_from] * count,
            "date_to": [date_to] * count, "asks_confirmation": [company.credit_statement_confirm for company in owners],
            "aging_limits": [company.credit_aging_limits for company in owners],
        })
        owned = [(statement_id, part) for profile, statement_id in zip(profiles, ids, strict=True) for part in parts[profile]]
        self._insert_parts(owned, kind)
        # Receipts dated later are no part of the balance, but nobody pays again what they cover.
        pairs = [(statement_id, line_id) for statement_id, part in owned
                 for line_id in (*(row.line_id for row in part.documents), *part.post_dated_ids)]
        if pairs:
            link_rows(self, "item_ids", *zip(*pairs, strict=True))
        self.invalidate_model()
        statements = self.browse(ids)
        statements._keep_demands()
        return statements

    @api.model
    def _insert_parts(self, owned, kind):
        """:param owned: list of ``(id of a statement, Part)``"""
        Balance, Line = self.env["credit.statement.balance"], self.env["credit.statement.line"]
        balances = [{"statement_id": statement_id, **Balance._prepare_columns(part)} for statement_id, part in owned]
        if balances:
            insert_rows(Balance, {name: [values[name] for values in balances] for name in balances[0]})
        rows = [(statement_id, *row) for statement_id, part in owned
                for row in (part.movements if kind == "activity" else part.documents)]
        if rows:
            insert_rows(Line, dict(zip(("statement_id", *Row._fields), zip(*rows, strict=True), strict=True)))

    @api.model
    def _check_period(self, date_from, date_to, today):
        """:raise UserError: for a period that ends before it begins, or after today"""
        if date_from > date_to:
            raise UserError(self.env._("The first day of a statement comes before its last day."))
        if date_to > today:
            raise UserError(self.env._("A statement shows what is booked: its last day is today at the latest."))

    def _check_sender(self):
        """:raise AccessError: for those who may not write to these customers

        Statements are evidence that collectors do not write themselves: once the right is checked, code goes on by ``sudo``.
        """
        self._check_link_right()

    def action_cancel(self):
        """Take back statements that nobody has answered; their links are closed."""
        self._check_sender()
        # sudo: the right has been checked; evidence is written by code only.
        self.sudo()._set_state("cancelled", access_token=False, access_until=False)

    def action_open_pdf(self):
        """:return: the download of the file that was sent, or of a preview of a draft"""
        self.ensure_one()
        self.check_access("read")
        if self.pdf_id:
            return {"type": "ir.actions.act_url", "url": f"/web/content/{self.sudo().pdf_id.id}?download=true"}
        return self.env.ref("credit_collection.action_report_statements").report_action(self, config=False)

    def action_open_xlsx(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": f"/credit_collection/statement/{self.id}.xlsx"}

    def action_print_answer(self):
        """:return: the download of what the customer answered, with what the ledger says by now"""
        self.check_access("read")
        return self.env.ref("credit_collection.action_report_statement_answers").report_action(self, config=False)

    # The link

    def _open_links(self, today):
        """Give each of these statements a link of its own, for the days that the company says."""
        for statement in self:
            until = add_days(today, statement.company_id.credit_statement_link_days)
            statement.write({"access_token": self._make_token(), "access_until": until})

    def _is_link_expired(self):
        """:return: whether the pages of the link are closed: with time, or because the addressee has left the customer"""
        return super()._is_link_expired() or self._has_left(self.contact_id) or self.state in ("draft", "cancelled")

    # The payment page

    def _get_listed_items(self):
        return self.item_ids

    def _get_letter_lang(self):
        return self._get_lang()


class CreditPaymentLink(models.AbstractModel):
    _inherit = "credit.payment.link"

    @api.model
    def _get_models(self):
        return [*super()._get_models(), "credit.statement"]
