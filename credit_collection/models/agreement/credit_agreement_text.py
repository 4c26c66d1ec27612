from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date

from ..common.kept_text import choose_language

# Placeholders that may stand in the text of the terms.
PLACEHOLDERS = (
    "number", "version", "company_name", "customer_name", "limit_text", "term_text", "charges_text", "reminder_table",
    "validity_text",
)


class CreditAgreement(models.Model):
    """The text of an agreement: made of the terms and of what was decided about the customer, kept when it is sent."""

    _inherit = "credit.agreement"

    number = fields.Char(compute="_compute_texts")
    company_name = fields.Char(compute="_compute_texts")
    customer_name = fields.Char(compute="_compute_texts")
    limit_text = fields.Char(string="Printed Credit Limit", compute="_compute_texts")
    term_text = fields.Char(string="Printed Payment Term", compute="_compute_texts")
    validity_text = fields.Char(string="Printed Duration", compute="_compute_texts")
    reminder_table = fields.Html(string="Printed Reminder Steps", compute="_compute_reminder_table", sanitize=False)
    body = fields.Html(string="Text Sent", readonly=True, copy=False, sanitize="email_outgoing")
    text = fields.Html(compute="_compute_text", sanitize=False)
    text_hash = fields.Char(
        string="SHA-256 of the Text", readonly=True, copy=False, help="Proves that the text is the one that was sent.")

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Placeholders that managers may use without the right to edit dynamic templates."""
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in PLACEHOLDERS))

    @api.depends("profile_id", "payment_term_id", "valid_until", "limit_mode", "credit_limit", "state", "effective_from")
    @api.depends_context("lang")
    def _compute_texts(self):
        env = self.env
        for agreement in self:
            profile, until = agreement.profile_id, agreement.valid_until
            decided = profile if agreement.state == "draft" and not agreement.body else agreement
            mode, limit = decided.limit_mode, decided.credit_limit
            agreement.update({
                "number": agreement._get_number(),
                "company_name": profile.company_id.name,
                "customer_name": profile.partner_id.name,
                "limit_text": {
                    "limited": profile and profile.currency_id.format(limit), "unlimited": env._("no fixed amount"),
                    "no_credit": env._("none, payment in advance")}.get(mode, ""),
                "term_text": agreement.payment_term_id.name or env._("immediate payment"),
                "validity_text": env._("until %(date)s", date=format_date(env, until)) if until else (
                    env._("%(months)s months from the acceptance", months=agreement.template_id.months)
                    if agreement.template_id.months else env._("until one side ends it")),
            })

    @api.depends("profile_id")
    @api.depends_context("lang")
    def _compute_reminder_table(self):
        """The steps that an overdue invoice takes, by the plan of the customer."""
        # sudo: settings, also for the page of the customer.
        agreements = self.sudo()
        Strategy, plans = agreements.env["credit.followup.strategy"], {}
        for today, group in self.env["res.company"]._get_credit_days_of(agreements.profile_id._origin).items():
            plans.update(Strategy._choose_plans(group, today))
        for agreement in self:
            choice = plans.get(agreement.sudo().profile_id._origin)
            agreement.reminder_table = self._describe_plan(choice.plan) if choice else False

    @api.model
    def _describe_plan(self, plan):
        env = self.env
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td></tr>") % (self._describe_day(level.days_overdue), level.with_env(env).name)
            for level in plan.sudo().level_ids.sorted("days_overdue"))
        if not rows:
            return Markup("<p>%s</p>") % env._("We contact you when an invoice is overdue.")
        return Markup('<table class="table table-sm table-bordered"><thead><tr><th>%s</th><th>%s</th></tr></thead>'
                      "<tbody>%s</tbody></table>") % (env._("When"), env._("What we do"), rows)

    @api.model
    def _describe_day(self, days):
        if days in (-1, 1):
            return self.env._("1 day after the due date") if days > 0 else self.env._("1 day before the due date")
        if days < 0:
            return self.env._("%(days)s days before the due date", days=-days)
        if not days:
            return self.env._("on the due date")
        return self.env._("%(days)s days after the due date", days=days)

    @api.depends("body", "template_id", "limit_text", "term_text", "charges_text", "validity_text", "reminder_table")
    @api.depends_context("lang")
    def _compute_text(self):
        for agreement in self:
            agreement.text = agreement.body or agreement._origin and agreement._render_body()

    def _get_lang(self):
        self.ensure_one()
        return choose_language(
            self.env, self.lang, self.env["credit.addressee"]._get_language(self.profile_id, self._get_signatory()))

    def _render_body(self):
        """:return: markup of the text, in the language of the customer"""
        self.ensure_one()
        template = self.template_id.with_context(lang=self._get_lang())
        # sudo: placeholders are facts of this agreement, which the reader may read.
        return template.sudo()._render_field("body", self.ids)[self.id]
