from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..common.sql import COMPARISONS, build_comparison


class CreditProfile(models.Model):
    """Promises of the customer."""

    _inherit = "credit.profile"

    promise_ids = fields.One2many("credit.promise", "profile_id", string="Promises to Pay")
    open_promise_amount = fields.Monetary(
        string="Promised", compute="_compute_promises", help="Amount outstanding on open promises to pay.",
    )
    broken_promise_count = fields.Integer(
        string="Broken Promises", compute="_compute_promises", search="_search_broken_promise_count",
        help="Promises of which nothing came in time. Partly kept ones are not counted.",
    )

    @api.depends("promise_ids.state", "promise_ids.remaining_amount")
    def _compute_promises(self):
        groups = self.env["credit.promise"]._read_group(
            [("profile_id", "in", self.ids), ("state", "in", ("open", "broken"))],
            ["profile_id", "state"], ["__count", "remaining_amount:sum"])
        figures = {(profile.id, state): (count, amount) for profile, state, count, amount in groups}
        for profile in self:
            profile_id = profile._origin.id
            profile.open_promise_amount = figures.get((profile_id, "open"), (0, 0.0))[1]
            profile.broken_promise_count = figures.get((profile_id, "broken"), (0, 0.0))[0]

    def _search_broken_promise_count(self, operator, value):
        if operator not in (*COMPARISONS, "in"):
            return NotImplemented
        self.env["credit.promise"].flush_model(["profile_id", "state"])
        count = "(SELECT COUNT(*) FROM credit_promise WHERE profile_id = %s AND state = 'broken')"
        return Domain.custom(to_sql=lambda model, alias, query: build_comparison(
            SQL(count, SQL.identifier(alias, "id")), operator, value))

    def action_make_promise(self):
        """:return: the dialog that records a promise for the overdue items of the customer"""
        self.ensure_one()
        return self._get_make_promise_action(self._get_promisable_items(self.company_id._get_credit_today()))

    def _get_promisable_items(self, today):
        """:return: the items of the customer that may be collected on ``today`` and that no promise covers in part"""
        self.ensure_one()
        Item = self.env["account.move.line"]
        return Item.search(
            Item._get_collectible_domain(today) & Item._get_account_domain(self.partner_id, self.company_id),
            order="date_maturity, id").filtered(
            lambda line: not line.credit_promised_until or line.credit_promised_until < today)

    def _get_make_promise_action(self, lines):
        """:return: the dialog that records a promise for ``lines`` (journal items)"""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Promise to Pay"),
            "res_model": "credit.promise.make",
            "view_mode": "form",
            "target": "new",
            "context": {"default_profile_id": self.id, "default_line_ids": lines.ids},
        }


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (20, "credit.promise")]
