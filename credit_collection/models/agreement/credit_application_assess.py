from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CreditApplication(models.Model):
    """Assessment: the customer, and the credit review that decides."""

    _inherit = "credit.application"

    review_id = fields.Many2one(
        "credit.review", string="Credit Review", readonly=True, copy=False, index="btree_not_null", ondelete="set null")
    similar_partner_ids = fields.Many2many(
        "res.partner", string="Perhaps Known As", compute="_compute_similar_partner_ids",
        help="Customers with the same tax ID, registration number, name or e-mail address.")
    approved_limit = fields.Monetary(readonly=True, default=0.0, copy=False)
    approved_until = fields.Date(readonly=True, copy=False)
    decided_on = fields.Date(readonly=True, copy=False)
    answer = fields.Text(string="Remark for the Applicant", role="open", help="Goes into the answer by e-mail.")

    @api.depends("applicant_name", "vat", "registry_number", "email", "partner_id")
    def _compute_similar_partner_ids(self):
        for application in self:
            application.similar_partner_ids = False if application.partner_id else self.env["res.partner"].search(
                application._get_similar_domain(), limit=5)

    def _get_similar_domain(self):
        same = [
            Domain(name, "=ilike", value.strip().replace("\\", "").replace("%", "").replace("_", r"\_"))
            for name, value in (
                ("name", self.applicant_name), ("vat", self.vat), ("company_registry", self.registry_number),
                ("email", self.email)) if value and value.strip()]
        return Domain("parent_id", "=", False) & Domain("company_id", "in", [False, self.company_id.id]) & Domain.OR(same)

    def action_assess(self):
        """Open the credit review that decides: with score, proposal, tiers and four eyes as for any other one.

        :return: the form of the review
        """
        self.ensure_one()
        self._check_keeper()
        if self.state != "submitted":
            raise UserError(self.env._("“%(application)s” is not submitted.", application=self.display_name))
        if not self.review_id:
            # sudo: the right has been checked; a new customer, and what is recorded, are written by code.
            application_sudo = self.sudo()
            if not self.partner_id:
                application_sudo.partner_id = application_sudo._create_customer()
            application_sudo._open_review()
        return {
            "type": "ir.actions.act_window", "res_model": "credit.review", "view_mode": "form",
            "views": [(False, "form")], "res_id": self.review_id.id}

    @api.model
    def _give_to(self, customers, payer):
        """Let open applications of ``customers``, who are ``payer`` or contacts of it now, be those of ``payer``. A company has
        one open application: another one is kept without customer, to be assigned or rejected by hand."""
        applications = self.search([
            ("partner_id", "in", (customers | payer).ids), ("state", "in", ("draft", "submitted"))])
        for group in applications.grouped("company_id").values():
            # That of the customer who is kept, else one that was submitted.
            kept = group.sorted(lambda own: (own.partner_id != payer, own.state != "submitted", own.id))[0]
            (group - kept).partner_id = False
            # A contact that joins another company stays, and would go on applying for itself.
            if kept.partner_id != payer:
                kept.partner_id = payer

    def _create_customer(self):
        company = self.env["res.partner"].create({
            "name": self.applicant_name, "is_company": True, "vat": self.vat, "company_registry": self.registry_number,
            "street": self.street, "zip": self.zip, "city": self.city, "country_id": self.country_id.id,
            "email": self.email, "phone": self.phone, "lang": self._get_letter_lang(), "company_id": False})
        if self.contact_name:
            self.contact_id = self.env["res.partner"].create({
                "name": self.contact_name, "parent_id": company.id, "function": self.contact_function, "email": self.email,
                "phone": self.phone, "lang": self._get_letter_lang()})
        return company

    def _open_review(self):
        profile = self.partner_id._get_credit_profiles(self.company_id)
        if profile.open_review_id:
            raise UserError(self.env._(
                "A decision about %(customer)s is pending already: decide on that review first.",
                customer=profile.display_name))
        policy = profile._get_policy_vals()
        term = self._find_term()
        self.write({"profile_id": profile.id, "review_id": self.env["credit.review"].create({
            **{f"proposed_{name}": value for name, value in policy.items()},
            "profile_id": profile.id, "kind": "request", "reason": self._get_review_reason(),
            # What the customer asks for is nobody's own request.
            "requested_by_id": self.create_uid.id if self.source == "internal" else self.env.ref("base.user_root").id,
            "proposed_limit_mode": "limited", "proposed_credit_limit": self.requested_limit,
            **({"proposed_payment_term_id": term.id,
                "proposed_max_term_days": max(policy["max_term_days"], term.credit_days)
                if policy["max_term_days"] >= 0 else -1} if term else {}),
            "application_id": self.id,
        }).id})
        self._keep_documents()
        self.review_id.action_submit()
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _keep_documents(self):
        """What came with the application goes into the credit file of the customer, to be sorted and checked."""
        own = self.attachment_ids.filtered(lambda file: file.res_model == self._name and file.res_id == self.id)
        if own:
            file = self.env["credit.file"]._get(self.profile_id)[self.profile_id]
            self.env["credit.file.document"].create([{
                "file_id": file.id, "name": self.display_name, "file_name": attachment.name, "content": attachment.datas,
            } for attachment in own])

    def _find_term(self):
        """:return: the payment term with the days asked for, none where there is none"""
        terms = self.env["account.payment.term"].search([
            ("credit_days", "=", self.requested_days), ("company_id", "in", [False, self.company_id.id])])
        return terms.filtered(lambda term: len(term.line_ids) == 1)[:1] or terms[:1]

    def _get_review_reason(self):
        return self.env._(
            "Credit application %(number)s: %(amount)s, %(days)s days. %(purpose)s", number=self.display_name,
            amount=self.currency_id.format(self.requested_limit), days=self.requested_days, purpose=self.purpose or "").strip()

    def _decide(self, review, state, today):
        """The review has been decided: so is the application, and the applicant hears of it."""
        is_approved = state == "approved"
        moved = self._set_state(
            state, decided_on=today,
            approved_limit=review.proposed_credit_limit if is_approved and review.proposed_limit_mode == "limited" else 0.0,
            approved_until=review.proposed_limit_until if is_approved else False)
        for application in moved:
            application._mail(application._compose_answer)


class CreditReview(models.Model):
    """A review that decides on an application: the limit that it gives may end on a date."""

    _inherit = "credit.review"

    application_id = fields.Many2one(
        "credit.application", readonly=True, index="btree_not_null", ondelete="set null")
    proposed_limit_until = fields.Date(
        string="Limit Valid Until", tracking=True, help="Afterwards the rule for ended limits applies.")

    def _check_editable(self, vals):
        if "proposed_limit_until" in vals:
            vals = {**vals, "proposed_credit_limit": None}
        return super()._check_editable(vals)

    def _prepare_profile_vals(self, today):
        """An approved application takes the place of the limit from before, and of its end."""
        vals = super()._prepare_profile_vals(today)
        if self.application_id or self.proposed_limit_until:
            vals["limit_until"] = self.proposed_limit_until
        return vals

    def _get_all_changes(self):
        changes = super()._get_all_changes()
        before = self.profile_id.limit_until
        if (self.application_id or self.proposed_limit_until) and before != self.proposed_limit_until:
            none = self.env._("without end")
            changes.append((self.env._("Limit valid until"), before or none, self.proposed_limit_until or none))
        return changes

    def action_approve(self):
        for review in self:
            if review.proposed_limit_until and review.proposed_limit_until < review.company_id._get_credit_today():
                raise UserError(self.env._("The last day of the limit has passed already."))
        return super().action_approve()

    def _decide(self, state, today):
        result = super()._decide(state, today)
        for review in self.filtered("application_id"):
            # sudo: the right to decide has been checked; the state of applications is written by code only.
            review.application_id.sudo()._decide(review, state, today)
        return result

    def _cancel(self, **vals):
        """The application is to be assessed again."""
        result = super()._cancel(**vals)
        self.application_id.review_id = False
        return result
