from markupsafe import Markup

from odoo import api, fields, models


class CreditReviewDecide(models.TransientModel):
    """Asks before a review is approved or rejected, with what it changes."""

    _name = "credit.review.decide"
    _inherit = "credit.bounds.mixin"
    _description = "Decide on Credit Reviews"

    review_ids = fields.Many2many("credit.review", required=True, readonly=True)
    decision = fields.Selection(
        [("approve", "Approve"), ("refuse", "Reject")], required=True, readonly=True, default="approve")
    changes = fields.Html(compute="_compute_changes")
    reason = fields.Text(string="Reason of the Decision")

    @api.depends("review_ids")
    @api.depends_context("lang")
    def _compute_changes(self):
        """What each review changes, before and after."""
        for wizard in self:
            wizard.changes = Markup().join(
                Markup("<p><strong>%s</strong></p><ul>%s</ul>") % (
                    review.display_name,
                    Markup().join(Markup("<li>%s: %s → %s</li>") % change for change in review._get_all_changes())
                    or Markup("<li>%s</li>") % self.env._("Nothing changes"))
                for review in wizard.review_ids)

    def action_apply(self):
        """Decide; rights are checked by the decision itself."""
        self.ensure_one()
        reviews = self.review_ids
        if self.reason:
            reviews.write({"decision_reason": self.reason})
        if self.decision == "refuse":
            reviews.action_refuse()
            message = self.env._("%(reviews)s rejected. Told: %(names)s.", **self._get_told())
        else:
            reviews.action_approve()
            message = self.env._("%(reviews)s approved. Told: %(names)s.", **self._get_told())
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {"message": message, "type": "success", "next": {"type": "ir.actions.act_window_close"}},
        }

    def _get_told(self):
        requesters = self.review_ids.requested_by_id.filtered("active") - self.env.user
        return {
            "reviews": ", ".join(self.review_ids.mapped("display_name")),
            "names": ", ".join(requesters.mapped("name")) or self.env._("nobody"),
        }
