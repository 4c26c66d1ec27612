from odoo import api, models

from ...const import REVIEW_ACTIVITY

# Taken from the first profile that has them.
GROUPS = (
    ("on_hold", "hold_reason"), ("collector_id", "portfolio_id"),
    ("note",), ("limit_group_id",),
)


class CreditProfile(models.Model):
    """Customers that are merged have one credit profile afterwards, with the evidence of all."""

    _inherit = "credit.profile"

    @api.model
    def _merge_customers(self, customers, payer):
        """Bring the profiles of ``customers`` together on that of ``payer``, in every company.

        :param customers: ``res.partner`` that will be deleted
        :param payer: commercial partner who takes their place
        :return: ``{profile kept: its values}``, to be given to ``_apply_merge`` when the documents have moved too
        """
        merged = {}
        profiles = self.search([("partner_id", "in", (customers | payer).ids)])
        for company, group in profiles.grouped("company_id").items():
            kept = group.filtered(lambda profile: profile.partner_id == payer)
            if not kept and payer.with_company(company).credit_limit:
                kept = payer._get_credit_profiles(company)
            kept = kept or group[0]
            merged[kept] = kept._prepare_merge_vals(group - kept)
            for other in group - kept:
                kept._absorb(other)
            kept.partner_id = payer
        return merged

    def _apply_merge(self, vals, customers):
        """Put the policy of a merged customer in force.

        The limit goes to all contacts that are merged, so that core, which fills in limits, changes nothing.
        """
        self.write(vals)
        customers.with_company(self.company_id).credit_limit = self.credit_limit

    def _prepare_merge_vals(self, others):
        """The policy is that of the first profile that somebody decided on; a forced hold on any of them holds.

        :return: values of this profile after ``others`` are merged into it
        """
        profiles = self | others
        decided = profiles.filtered(lambda profile: profile.rating_id or profile.limit_mode != "unlimited")[:1] or self
        vals = decided._get_merge_vals(self._get_role_fields("merged"))
        for names in GROUPS:
            vals.update(profiles.filtered(names[0])[:1]._get_merge_vals(names))
        return vals

    def _get_merge_vals(self, names):
        return {name: self._fields[name].convert_to_write(self[name], self) for name in names} if self else {}

    def _absorb(self, other):
        """Take over everything that is recorded on ``other``, with its messages and activities, and delete it."""
        self.env["credit.guard"]._write_guard([self.id, other.id])
        note = self.env._(
            "Merged with the credit profile of %(customer)s: rating %(rating)s, limit %(limit)s.",
            customer=other.display_name, rating=other.rating_id.display_name or "–", limit=other._get_limit_label())
        if self.open_review_id and other.open_review_id:
            # A customer has one open review; the one cancelled stays as evidence.
            other.open_review_id.activity_unlink([REVIEW_ACTIVITY])
            other.open_review_id._set_state("cancelled")
        self._make_room_for_scores(other)
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._update_foreign_keys_generic(self._name, other, self)
        merge._update_reference_fields_generic(self._name, other, self)
        self.env.invalidate_all()
        other.unlink()
        self.message_post(body=note)

    def _get_limit_label(self):
        if self.limit_mode == "limited":
            return self.currency_id.format(self.credit_limit)
        return dict(self._fields["limit_mode"]._description_selection(self.env))[self.limit_mode]
