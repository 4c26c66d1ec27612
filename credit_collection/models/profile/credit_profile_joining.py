from odoo import api, fields, models

HOLD_FIELDS = ("on_hold", "hold_reason")


class CreditProfileJoining(models.Model):
    """A customer who became a contact of another company: the decisions that had been taken about each of the two.

    They stay with whom they were taken about: when the customer leaves the company, its decisions are in force for it again,
    and the company keeps its own. Written by code only.
    """

    _name = "credit.profile.joining"
    _description = "Customer Who Joined Another"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    payer_id = fields.Many2one("res.partner", string="Joined", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Datetime(string="Joined On", required=True, readonly=True, default=fields.Datetime.now)
    decisions = fields.Json(readonly=True)
    payer_before = fields.Json(readonly=True)
    payer_after = fields.Json(readonly=True)
    left_on = fields.Datetime(readonly=True)

    @api.model
    def _remember(self, customers, payer):
        """Keep the decisions about ``customers`` and ``payer`` before their profiles become one.

        :return: the records of it, to be completed by ``_tell_joined``
        """
        profiles = self.env["credit.profile"].search([("partner_id", "in", (customers | payer).ids)])
        payer_profiles = profiles.filtered(lambda profile: profile.partner_id == payer).grouped("company_id")
        return self.create([
            {
                "partner_id": profile.partner_id.id,
                "payer_id": payer.id,
                "company_id": profile.company_id.id,
                "decisions": self._get_decisions(profile),
                "payer_before": self._get_decisions(payer_profiles[profile.company_id]) if (
                    profile.company_id in payer_profiles) else self._get_no_decisions(profile.company_id),
            }
            for profile in profiles if profile.partner_id != payer
        ])

    @api.model
    def _get_names(self):
        return [*self.env["credit.profile"]._get_role_fields("merged"), *HOLD_FIELDS]

    @api.model
    def _get_decisions(self, profile):
        """:return: ``{field: value}`` as it can be written, in JSON"""
        values = self.env["credit.profile.merge"]._get_vals(profile, self._get_names())
        return {
            name: fields.Date.to_string(value) if profile._fields[name].type == "date" else value
            for name, value in values.items()}

    @api.model
    def _get_no_decisions(self, company):
        """:return: what a profile of ``company`` says about which nothing was decided"""
        empty = self.env["credit.profile"].new({
            "company_id": company.id, "limit_mode": company.credit_new_limit_mode, "own_max_term_days": -1})
        return {**self._get_decisions(empty), "limit_mode": company.credit_new_limit_mode}

    def _tell_joined(self):
        """Complete the records after the joining, and tell the credit managers whose decisions apply now."""
        for joining in self:
            profile = joining.payer_id._get_credit_profiles(joining.company_id)
            joining.payer_after = self._get_decisions(profile)
            joining._tell(profile, lambda env, joining=joining: env._(
                "%(customer)s is a contact of %(company)s now: check hold, limit and rating",
                customer=joining.partner_id.name, company=joining.payer_id.name))

    @api.model
    def _part(self, payers):
        """Put the decisions in force that had been taken about partners who are no contacts of the company any more that
        they had joined, and give the company its own back, unless they were changed since. Whoever is refused credit does not
        buy under the name of a contact that becomes a customer of its own.

        :param dict payers: ``{partner: commercial entity that it had}``
        """
        joinings = self.search([("partner_id", "in", [partner.id for partner in payers]), ("left_on", "=", False)])
        for partner, payer in payers.items():
            if partner.commercial_partner_id == partner:
                self._leave_alone(partner, payer, joinings.filtered(lambda one, own=partner: one.partner_id == own).company_id)
        for joining in joinings:
            joining.left_on = fields.Datetime.now()
            partner, company = joining.partner_id, joining.company_id
            text = self.env._(
                "%(customer)s left %(company)s", customer=partner.name, company=joining.payer_id.name)
            joining._give_back(text)
            customer = partner.commercial_partner_id
            profile = customer._get_credit_profiles(company)
            if customer == partner:
                profile.write({**joining.decisions, "change_reason": text})
            else:
                joining._take_along(profile)
            joining._tell_left(profile)

    @api.model
    def _leave_alone(self, partner, payer, decided):
        """``partner``, about whom nothing was decided, was a contact of ``payer``: a new customer, who is refused what that one
        is refused until a credit manager decides, and whose limit, which core copied to the contact, was given to that one.

        :param decided: companies with decisions of their own about the partner
        """
        for left in self.env["credit.profile"].search([
                ("partner_id", "=", payer.id), ("company_id", "not in", decided.ids),
                "|", ("limit_mode", "!=", "unlimited"), ("on_hold", "=", True)]):
            company = left.company_id
            joining = self.new({"partner_id": partner.id, "payer_id": payer.id, "company_id": company.id})
            profile = partner._get_credit_profiles(company)
            vals = self._get_refusals(self._get_decisions(left), profile)
            if profile.limit_mode == "limited" and company.credit_new_limit_mode == "no_credit":
                vals["limit_mode"] = "no_credit"
            if vals:
                text = self.env._("%(customer)s left %(company)s", customer=partner.name, company=payer.name)
                profile.write({**vals, "change_reason": text})
            joining._tell_left(profile)

    @api.model
    def _get_refusals(self, decisions, profile):
        """:return: what of ``decisions`` refuses credit that ``profile`` does not refuse yet"""
        vals = {}
        if decisions.get("on_hold") and not profile.on_hold:
            vals = {name: decisions[name] for name in HOLD_FIELDS}
        if decisions.get("limit_mode") == "no_credit" and not profile.rating_id and profile.limit_mode == "unlimited":
            vals["limit_mode"] = "no_credit"
        return vals

    def _give_back(self, reason):
        """Let the company that was left have its own decisions again; those that were taken since stay."""
        payer = self.env["credit.profile"].search([
            ("partner_id", "=", self.payer_id.id), ("company_id", "=", self.company_id.id)])
        if not payer:
            return
        before, after, present = self.payer_before or {}, self.payer_after or {}, self._get_decisions(payer)
        vals = {
            name: value for name, value in before.items()
            if value != after.get(name) and present.get(name) == after.get(name)}
        if vals:
            payer.write({**vals, "change_reason": reason})

    def _take_along(self, profile):
        """The customer is a contact of yet another company: a hold or a refusal of credit goes along."""
        joining = self.copy({
            "payer_id": profile.partner_id.id, "left_on": False, "payer_before": self._get_decisions(profile)})
        if vals := self._get_refusals(self.decisions, profile):
            profile.write(vals)
        joining.payer_after = self._get_decisions(profile)

    def _tell_left(self, profile):
        self._tell(profile, lambda env: env._(
            "%(customer)s left %(company)s: check hold, limit and rating",
            customer=self.partner_id.name, company=self.payer_id.name))

    def _tell(self, profile, compose):
        """Give the credit manager of the company a task on ``profile``.

        :param compose: function of the environment in the language of the reader, returns the summary
        """
        company = self.company_id
        managers = self.env.ref("credit_collection.credit_collection_group_manager").all_user_ids
        managers = managers._credit_filter_of_company(company) - self.env.ref("base.user_root")
        manager = (company.credit_manager_id | managers)._credit_at_work()[:1]
        if manager:
            profile.activity_schedule(
                "mail.mail_activity_data_todo", user_id=manager.id, date_deadline=company._get_credit_today(),
                summary=compose(self.with_context(lang=manager.lang or self.env.lang).env))
