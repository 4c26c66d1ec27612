from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Asking for a limit from the order."""

    _inherit = "sale.order"

    credit_review_ids = fields.One2many(
        "credit.review", "order_id", groups="credit_collection.credit_collection_group_viewer",
    )
    credit_request_state = fields.Selection(
        [
            ("draft", "Requested"), ("submitted", "Waits for Decision"), ("approved", "Granted"), ("refused", "Rejected"),
            ("cancelled", "Withdrawn"),
        ],
        string="Limit Request", groups="base.group_user", compute="_compute_credit_request", compute_sudo=True,
    )
    credit_request_text = fields.Text(compute="_compute_credit_request", compute_sudo=True, groups="base.group_user")

    @api.depends("credit_review_ids.state", "credit_review_ids.decision_reason")
    @api.depends_context("lang")
    def _compute_credit_request(self):
        """The latest request, readable without any credit right."""
        for order in self:
            review = order.credit_review_ids.sorted("id")[-1:]
            order.credit_request_state = review.state
            order.credit_request_text = f"{review.summary} {review.decision_reason or ''}".strip() if review else False

    def action_request_credit_limit(self):
        """Ask the credit manager for a higher limit."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Ask for a Credit Limit"),
            "res_model": "sale.order.credit.request", "view_mode": "form", "target": "new",
            "context": {"default_order_id": self.id},
        }

    def _request_credit_limit(self, amount, until, reason):
        """Ask for a limit of ``amount``, in the currency of the customer's limit, for good or ``until`` a date.

        :return: the review that the credit manager decides on, with the rights of the superuser
        """
        self.ensure_one()
        self.check_access("write")
        # sudo: salespeople have no right on credit; asking changes nothing until a credit manager decides.
        order_sudo = self.sudo()
        profile_sudo = order_sudo.partner_invoice_id._get_credit_profiles(order_sudo.company_id)
        if profile_sudo.limit_mode == "unlimited":
            raise UserError(self.env._("%(customer)s has no credit limit.", customer=profile_sudo.display_name))
        if profile_sudo.open_review_id:
            raise UserError(self.env._(
                "A decision about %(customer)s is pending already. Ask the credit manager.",
                customer=profile_sudo.display_name))
        policy = profile_sudo._get_policy_vals()
        limit = policy["credit_limit"] if policy["limit_mode"] == "limited" else 0.0
        currency, asked = profile_sudo.limit_currency_id, amount
        if currency:
            amount = currency._convert(
                asked, profile_sudo.currency_id, profile_sudo.company_id,
                profile_sudo.company_id._get_credit_today())
        review_sudo = self.env["credit.review"].sudo().create({
            **{f"proposed_{name}": value for name, value in policy.items()},
            "profile_id": profile_sudo.id,
            "order_id": self.id,
            "kind": "request",
            "requested_by_id": self.env.uid,
            "reason": reason,
            "proposed_limit_mode": "limited",
            "proposed_credit_limit": limit if until else amount,
            "proposed_temporary_limit": amount if until else 0.0,
            "proposed_temporary_until": until,
            **({"asked_currency_id": currency.id, "asked_amount": asked, "asked_converted": amount} if currency else {}),
        })
        review_sudo.action_submit()
        return review_sudo
