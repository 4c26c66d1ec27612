from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    """Customers that are merged, or that become contacts of another company, have one credit profile afterwards, with the
    evidence of all.

    Rooms add what they keep on profiles: ``_get_groups``, ``_prepare_vals`` and ``_absorb``.
    """

    _name = "credit.profile.merge"
    _description = "Merge of Credit Profiles"

    @api.model
    def _get_groups(self):
        """:return: list of tuples of field names, all taken from the first profile that has a value in the first of them"""
        return [("on_hold", "hold_reason"), ("note",), ("collector_id",)]

    @api.model
    def _get_evidence_models(self):
        """:return: list of (sequence, model with ``profile_id``) of the evidence that a profile carries"""
        return []

    @api.model
    def _get_evidence_kinds(self, profiles):
        """:return: ``{profile: [names of the kinds of evidence it carries]}``, without profiles that carry none"""
        kinds = {}
        for _sequence, model in sorted(self._get_evidence_models()):
            # sudo: evidence counts, also what the user may not see.
            groups = self.env[model].sudo()._read_group([("profile_id", "in", profiles.ids)], ["profile_id"])
            for (profile,) in groups:
                kinds.setdefault(profile, []).append(self.env["ir.model"]._get(model).name)
        return kinds

    @api.model
    def _get_customer_models(self):
        """:return: list of the models that keep the customer of their ``profile_id`` in a column ``partner_id``"""
        return []

    @api.model
    def _merge_customers(self, customers, payer):
        """Bring the profiles of ``customers`` together on that of ``payer``, in every company.

        :param customers: ``res.partner`` that will be deleted, or that are contacts of ``payer`` from now on
        :param payer: commercial partner who takes their place
        :return: ``{profile kept: its values}``, to be given to ``_apply`` when the documents have moved too
        """
        merged = {}
        profiles = self.env["credit.profile"].search([("partner_id", "in", (customers | payer).ids)])
        for company, group in profiles.grouped("company_id").items():
            kept = group.filtered(lambda profile: profile.partner_id == payer)
            if not kept and payer.with_company(company).credit_limit:
                kept = payer._get_credit_profiles(company)
            kept = kept or group[0]
            merged[kept] = self._prepare_vals(kept, group - kept)
            for other in group - kept:
                self._absorb(kept, other)
            kept.partner_id = payer
        return merged

    @api.model
    def _apply(self, kept, vals, customers):
        """Put the policy of a merged customer in force.

        The limit goes to all contacts that are merged, so that core, which fills in limits, changes nothing.
        """
        kept.write(vals)
        customers.with_company(kept.company_id).credit_limit = kept.credit_limit

    @api.model
    def _prepare_vals(self, kept, others):
        """The policy is that of the first profile that was decided on; a manual hold on any of them holds.

        :return: values of ``kept`` after ``others`` are merged into it
        """
        profiles = kept | others
        decided = profiles.filtered(lambda profile: profile.rating_id or profile.limit_mode != "unlimited")[:1] or kept
        vals = self._get_vals(decided, decided._get_role_fields("merged"))
        for names in self._get_groups():
            vals.update(self._get_vals(profiles.filtered(names[0])[:1], names))
        return vals

    @api.model
    def _get_vals(self, profile, names):
        return {
            name: profile._fields[name].convert_to_write(profile[name], profile) for name in names} if profile else {}

    @api.model
    def _absorb(self, kept, other):
        """Let ``kept`` take over what is recorded on ``other``, with its messages and activities, and delete ``other``."""
        self.env["credit.guard"]._write_guard([kept.id, other.id])
        note = self.env._(
            "Merged with the credit profile of %(customer)s: rating %(rating)s, limit %(limit)s.",
            customer=other.display_name, rating=other.rating_id.display_name or "–", limit=self._get_limit_label(other))
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._update_foreign_keys_generic(kept._name, other, kept)
        merge._update_reference_fields_generic(kept._name, other, kept)
        self.env.invalidate_all()
        other.unlink()
        kept.message_post(body=note)

    @api.model
    def _get_limit_label(self, profile):
        if profile.limit_mode == "limited":
            return profile.currency_id.format(profile.credit_limit)
        return dict(profile._fields["limit_mode"]._description_selection(self.env))[profile.limit_mode]

    @api.model
    def _rename_customer(self, profiles):
        """Let what is recorded on these profiles be found under the customer they belong to now."""
        for model in self._get_customer_models():
            records = self.env[model].search([("profile_id", "in", profiles.ids)])
            self.env.add_to_compute(records._fields["partner_id"], records)
