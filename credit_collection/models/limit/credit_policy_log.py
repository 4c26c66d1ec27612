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
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for log in self:
            day = log.company_id._get_credit_today(log.date) if log.company_id else log.date
            log.display_name = f"{log.partner_id.display_name}, {format_date(self.env, day)}"

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

    @api.model
    def _snapshot(self, profiles):
        """:return: ``{profile id: {field: value as text, empty for none}}``; queries do not grow with the profiles"""
        snapshot = {}
        # sudo: limits and terms are kept on contacts, which a credit manager need not have the right to read.
        for company, group in profiles.sudo().grouped("company_id").items():
            for profile in group.with_company(company):
                partner = profile.partner_id
                longest = profile._get_longest_term()
                snapshot[profile.id] = {
                    "rating_id": profile.rating_id.code,
                    "limit_mode": profile.limit_mode,
                    "credit_limit": str(partner.credit_limit) if profile.limit_mode == "limited" else "",
                    "limit_until": fields.Date.to_string(profile.limit_until),
                    "temporary_limit": str(profile.temporary_limit) if profile.temporary_limit else "",
                    "temporary_limit_until": fields.Date.to_string(profile.temporary_limit_until),
                    "payment_term_id": partner.property_payment_term_id.name,
                    "max_term_days": str(longest) if longest >= 0 else "",
                    "grace_days": str(profile.own_grace_days) if profile.own_grace_days >= 0 else "",
                    "on_hold": "1" if profile.on_hold else "",
                    "limit_group_id": profile.limit_group_id.name,
                    **self.env["credit.limit.conversion"]._get_texts(profile),
                }
        return snapshot

    @api.model
    def _record(self, profiles, before, evidence):
        """Record the differences from the snapshot ``before``, all in one insert."""
        after = self._snapshot(profiles)
        # sudo: the log is evidence, nobody may write it by hand.
        self.sudo().create([
            {
                "profile_id": profile.id,
                "field_name": name,
                "before": before[profile.id][name],
                "after": value,
                **evidence,
                "user_id": self.env.uid,
            }
            for profile in profiles
            for name, value in after[profile.id].items()
            if (before[profile.id][name] or "") != (value or "")
        ])
