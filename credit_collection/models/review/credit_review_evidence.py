from odoo import api, models

from ...tools.rating import proposals


class CreditReview(models.Model):
    """What reviews freeze when they are opened or measured anew."""

    _inherit = "credit.review"

    @api.model
    def _prepare_evidence(self, profiles, today):
        """What reviews of these profiles freeze: measures, score, present policy and proposed rating.

        The score is that of the profiles from now on, so that both show the same one.

        :return: ``{profile id: values of credit.review}``, each with ``line_vals``: the values of its lines
        """
        judgements = self.env["credit.scorecard"]._update(profiles, today)
        return {
            profile.id: {
                **self._prepare_judgement_vals(profile, judgements[profile.id]),
                **self._prepare_history_vals(profile, judgements[profile.id].history),
                "line_vals": judgements[profile.id].criteria._prepare_line_vals(judgements[profile.id].result),
            }
            for profile in profiles
        }

    @api.model
    def _prepare_judgement_vals(self, profile, judgement):
        """:return: score, present policy and proposed rating; without either the present policy is the proposal"""
        policy = profile._get_policy_vals()
        vals = {f"current_{name}": value for name, value in policy.items()}
        if judgement.rating_id is None:
            vals.update({f"proposed_{name}": value for name, value in policy.items()})
        else:
            vals["proposed_rating_id"] = judgement.rating_id
        total = judgement.result.total
        return {
            **vals, "score": total or 0.0, "is_scored": total is not None, "is_provisional": judgement.is_provisional,
        }

    @api.model
    def _prepare_history_vals(self, profile, history):
        return {
            "monthly_sales": profile.currency_id.round(proposals.monthly_sales(history["sales"], history["days"])),
            "settled_amount": history["settled"],
            "settled_invoice_count": history["invoices"],
            "credited_amount": history["credited"],
        }
