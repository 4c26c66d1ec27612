from odoo import api, fields, models
from odoo.tools import format_date

AMOUNTS = ("credit_limit", "temporary_limit")
FOREIGN = ("limit_in_currency", "temporary_limit_in_currency")
DAYS = ("max_term_days", "grace_days")
DATES = ("limit_until", "temporary_limit_until")


class CreditPolicyLog(models.Model):
    """Every change of a customer's credit policy: who, when, why, before and after. Written by code only: nobody has the
    right to create, change or delete a row."""

    _name = "credit.policy.log"
    _description = "Customer Change Log"
    _order = "id desc"
    _rec_names_search = ["partner_id"]

    profile_id = fields.Many2one("credit.profile", required=True, readonly=True, index=True, ondelete="restrict")
    partner_id = fields.Many2one(
        related="profile_id.partner_id", string="Customer", store=True, index=True, precompute=True,
    )
    # Stored for the record rule.
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Changed By", required=True, readonly=True)
    field_name = fields.Selection(
        [
            ("rating_id", "Rating"),
            ("limit_mode", "Limit Mode"),
            ("credit_limit", "Credit Limit"),
            ("limit_until", "Credit Limit Until"),
            ("temporary_limit", "Temporary Limit"),
            ("temporary_limit_until", "Temporary Limit Until"),
            ("payment_term_id", "Payment Term"),
            ("max_term_days", "Maximum Payment Term"),
            ("grace_days", "Customer Grace Period (days)"),
            ("on_hold", "Manual Credit Hold"),
            ("limit_group_id", "Shared Limit"),
            ("limit_in_currency", "Limit in Customer's Currency"),
            ("temporary_limit_in_currency", "Temporary Limit in Customer's Currency"),
        ],
        string="Changed", required=True, readonly=True,
    )
    before = fields.Char(string="Value Before", readonly=True, export_string_translation=False)
    after = fields.Char(string="Value After", readonly=True, export_string_translation=False)
    before_text = fields.Char(string="Before", compute="_compute_texts")
    after_text = fields.Char(string="After", compute="_compute_texts")
    reason = fields.Char(readonly=True)

    @api.depends("partner_id.display_name", "date")
    def _compute_display_name(self):
        for log in self:
            log.display_name = f"{log.partner_id.display_name}, {fields.Date.to_string(log.date)}"

    @api.depends("before", "after", "field_name")
    @api.depends_context("lang")
    def _compute_texts(self):
        for log in self:
            log.before_text = log._get_text(log.before)
            log.after_text = log._get_text(log.after)

    def _get_text(self, value):
        """:return: a kept value in the reader's language"""
        name = self.field_name
        if name == "on_hold":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return self.env._("none")
        if name in AMOUNTS:
            return self.currency_id.format(float(value))
        if name in FOREIGN:
            amount, currency_id = value.split()
            return self.env["res.currency"].browse(int(currency_id)).format(float(amount))
        if name in DAYS:
            return self.env._("%(days)s days", days=value)
        if name == "limit_mode":
            labels = dict(self.env["credit.profile"]._fields["limit_mode"]._description_selection(self.env))
            return labels.get(value, value)
        return format_date(self.env, value) if name in DATES else value
