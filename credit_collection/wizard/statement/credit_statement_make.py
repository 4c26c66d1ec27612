from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.common.days import day_of_entry
from ...models.statement.credit_statement import KINDS
from ...tools.common.notices import show_notice


class CreditStatementMake(models.TransientModel):
    """Make statements of account of one or many customers, and send them at once or after a look at the drafts."""

    _name = "credit.statement.make"
    _inherit = "credit.bounds.mixin"
    _description = "Make Statements of Account"

    profile_ids = fields.Many2many("credit.profile", string="Customers", required=True)
    kind = fields.Selection(KINDS, required=True, default="activity")
    date_from = fields.Date(
        string="From", required=True, compute="_compute_date_from", store=True, readonly=False, precompute=True)
    date_to = day_of_entry("date_to", "profile_ids.company_id", string="As of", required=True)
    skip_empty = fields.Boolean(
        string="Leave Out Customers Who Owe Nothing", default=True,
        help="No statement for a customer without opening balance, entries and open items in the period.")
    customer_count = fields.Integer(compute="_compute_customer_count")

    @api.depends("date_to")
    def _compute_date_from(self):
        for make in self:
            if make.date_to:
                make.date_from = make.date_to - relativedelta(months=1) + relativedelta(days=1)

    @api.depends("profile_ids")
    def _compute_customer_count(self):
        for make in self:
            make.customer_count = len(make.profile_ids)

    def action_draft(self):
        """:return: the list of the drafts"""
        statements = self._create_statements()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_statement_action")
        if len(statements) == 1:
            return {**action, "views": [(False, "form")], "res_id": statements.id}
        return {**action, "domain": [("id", "in", statements.ids)], "context": {}}

    def action_send(self):
        statements = self._create_statements()
        return statements.action_send() or show_notice(self.env._("%(count)s statements sent.", count=len(statements)))

    def _create_statements(self):
        """:raise UserError: when there is nothing to tell to any of the customers"""
        self.ensure_one()
        self.profile_ids._check_collector()
        statements = self.profile_ids._create_statements(self.date_from, self.date_to, self.kind, skip_empty=self.skip_empty)
        if not statements:
            raise UserError(self.env._("None of these customers owed or bought anything in the period."))
        return statements
