from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...const import AGREEMENT_PATH, LIMIT_MODES
from ..common.bulk import flush
from ..common.sql import to_array

# What tells whether an agreement applies on a day.
IN_FORCE = {"credit.agreement": ["effective_from", "ended_on", "profile_id", "valid_until"]}


class CreditAgreement(models.Model):
    """The credit terms as they were sent to a customer and accepted. The text never changes once it is sent."""

    _name = "credit.agreement"
    _description = "Credit Agreement"
    _inherit = ["credit.state.mixin", "credit.batch.mixin", "credit.link.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _check_company_auto = True
    _transitions = {
        "draft": {"sent", "ended"},
        "sent": {"accepted", "ended", "draft"},
        "accepted": {"ended"},
    }

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", role="fixed")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    collector_id = fields.Many2one(related="profile_id.collector_id")
    template_id = fields.Many2one(
        "credit.agreement.template", string="Terms", required=True, check_company=True, ondelete="restrict", role="open",
        default=lambda self: self._get_default_template())
    version = fields.Integer(compute="_compute_terms", store=True, precompute=True, help="Version of the terms.")
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("accepted", "Accepted"), ("ended", "Ended")],
        required=True, readonly=True, default="draft", index=True, tracking=True, copy=False)
    payment_term_id = fields.Many2one(
        "account.payment.term", compute="_compute_terms", store=True, precompute=True, readonly=False, check_company=True,
        tracking=True, help="Becomes the payment term of the customer with the acceptance.")
    charges_text = fields.Text(
        string="Late Charges", compute="_compute_terms", store=True, precompute=True, readonly=False)
    limit_mode = fields.Selection(LIMIT_MODES, readonly=True, copy=False, help="As decided when the agreement was sent.")
    credit_limit = fields.Monetary(readonly=True, default=0.0, copy=False)
    valid_until = fields.Date(
        tracking=True, help="Last day on which the agreement applies. Empty: by the months of the terms, from the acceptance.")
    effective_from = fields.Date(readonly=True, copy=False, help="First day on which the agreement applies.")
    ended_on = fields.Date(readonly=True, copy=False, tracking=True)
    renews_id = fields.Many2one(
        "credit.agreement", readonly=True, copy=False, index="btree_not_null", ondelete="set null")
    superseded_by_id = fields.Many2one(
        "credit.agreement", readonly=True, copy=False, index="btree_not_null", ondelete="set null")

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")
    _open_uniq = models.UniqueIndex(
        "(profile_id) WHERE state IN ('draft', 'sent')", "An agreement with this customer is being prepared already.")
    # The rule that holds orders looks for the agreement that a customer has accepted.
    _accepted_idx = models.Index("(profile_id) WHERE effective_from IS NOT NULL")

    @api.model
    def _get_default_template(self):
        return self.env["credit.agreement.template"].search(
            [("company_id", "in", [self.env.company.root_id.id, False])], limit=1)

    @api.depends("profile_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for agreement in self:
            agreement.display_name = f"{agreement._get_number()} – {agreement.profile_id.display_name}"

    @api.depends("template_id", "profile_id")
    def _compute_terms(self):
        """The terms of the template as they are now; those of an agreement that was sent stay."""
        for agreement in self:
            if agreement.state not in (False, "draft"):
                continue
            template = agreement.template_id.with_context(lang=agreement._get_lang())
            agreement.version = template.version
            agreement.charges_text = template.charges_text
            agreement.payment_term_id = template.payment_term_id or agreement.profile_id.payment_term_id

    @api.model_create_multi
    def create(self, vals_list):
        agreements = super().create(vals_list)
        agreements.profile_id._check_collector()
        return agreements

    @api.model
    def _get_written_fields(self):
        """:return: set of the names of what people write, while it is a draft"""
        return {"template_id", "payment_term_id", "charges_text", "valid_until"}

    def write(self, vals):
        is_text = not self._get_written_fields().isdisjoint(vals)
        if not self.env.su and is_text and any(agreement.state != "draft" for agreement in self):
            raise UserError(self.env._("The text of an agreement does not change once it is sent. Renew it instead."))
        return super().write(vals)

    @api.model
    def _get_system_message(self):
        return self.env._("What was sent and accepted is evidence, recorded by the system.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if sent := self.filtered(lambda agreement: agreement.state != "draft")[:1]:
            raise UserError(self.env._(
                "“%(agreement)s” is evidence and cannot be deleted. End it instead.", agreement=sent.display_name))

    def copy_data(self, default=None):
        """:raise UserError: always, an agreement is renewed"""
        raise UserError(self.env._("An agreement cannot be duplicated. Renew it instead."))

    def _get_number(self):
        """:return: the number by which customer and company speak of this agreement"""
        self.ensure_one()
        return f"A{self._origin.id or 0:06d}"

    # Which one applies

    @api.model
    def _build_in_force(self, day):
        """:return: SQL condition on ``agreement``: it applies on ``day``. Columns of ``IN_FORCE`` must be flushed before."""
        return SQL(
            """
            agreement.effective_from <= %(day)s AND (agreement.ended_on IS NULL OR agreement.ended_on > %(day)s)
            AND (agreement.valid_until IS NULL OR agreement.valid_until >= %(day)s)
            """, day=day)

    @api.model
    def _find_in_force(self, profiles, day):
        """:return: ``{profile: the agreement that applies to the customer on day}`` of those with one, the latest of several;
            one query
        """
        flush(self.env, IN_FORCE)
        rows = self.env.execute_query(SQL(
            """
            SELECT DISTINCT ON (profile_id) profile_id, id FROM credit_agreement agreement
             WHERE profile_id = ANY(%s) AND %s
          ORDER BY profile_id, effective_from DESC, id DESC
            """, to_array(profiles.ids), self._build_in_force(day)))
        return {profiles.browse(profile_id): self.browse(agreement_id) for profile_id, agreement_id in rows}

    # Steps

    def _check_keeper(self):
        """:raise AccessError: for those who may not write to these customers"""
        self._check_link_right()
        self.check_access("write")

    def action_end(self):
        """End these agreements today: what is delivered from now on is not under them."""
        self._check_keeper()
        for today, agreements in self._group_by_day():
            # sudo: the right has been checked; evidence is written by code only.
            agreements.sudo()._end(today)

    def _end(self, today, by=None):
        """:param by: the agreement that takes their place"""
        self._set_state(
            "ended", ended_on=today, superseded_by_id=by.id if by else False, access_token=False, access_until=False)

    def action_renew(self):
        """:return: the form of a new agreement with the present version of the terms; this one applies until it is accepted"""
        self.ensure_one()
        self._check_keeper()
        renewal = self.create({"profile_id": self.profile_id.id, "template_id": self.template_id.id})
        # sudo: the right has been checked; evidence is written by code only.
        renewal.sudo().renews_id = self
        return {
            "type": "ir.actions.act_window", "res_model": self._name, "view_mode": "form", "views": [(False, "form")],
            "res_id": renewal.id}

    # The link

    def _is_link_expired(self):
        """:return: whether the pages of the link are closed: with time, or because the addressee has left the customer"""
        return super()._is_link_expired() or self._has_left(self.contact_id) or self.state not in ("sent", "accepted")

    def _get_letter_lang(self):
        return self._get_lang()

    def _get_page_path(self):
        self.ensure_one()
        # sudo: the letter of the customer has the link of the customer.
        token = self.sudo().access_token
        return f"{AGREEMENT_PATH}{token}" if token else None
