from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (80, "credit.alert")]

    @api.model
    def _absorb(self, kept, other):
        """There is one open alert of a rule about a customer: that of the profile that goes is closed."""
        doubled = other.alert_ids.filtered(
            lambda alert: alert.state != "closed" and alert.rule_id
            and alert.rule_id in kept.alert_ids.filtered(lambda ours: ours.state != "closed").rule_id)
        doubled._close(kept.company_id._get_credit_today())
        return super()._absorb(kept, other)
