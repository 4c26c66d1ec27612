
from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ...models.common.credit_bounds_mixin import ANY_LATER_DATE
from ...models.common.days import day_of_entry
from ...tools.common.notices import show_notice


class CreditProfileSnooze(models.TransientModel):
    """Lets the follow-ups of a customer wait until a day, with the reason."""

    _name = "credit.profile.snooze"
    _inherit = "credit.bounds.mixin"
    _description = "Pause Follow-up"

    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True)
    until = day_of_entry(
        "until", "profile_id.company_id", days=7, string="Follow-up Block Until", required=True,
        help="Until this day (included) the customer gets no follow-up.", bounds=ANY_LATER_DATE,
    )
    reason = fields.Char(required=True)

    def action_snooze(self):
        """Let the follow-ups wait.

        :raise ValidationError: for a day that has passed
        """
        self.ensure_one()
        self.profile_id._check_collector()
        if self.until < self.profile_id.company_id._get_credit_today():
            raise ValidationError(self.env._(
                "%(customer)s: the follow-up block must end today or later.",
                customer=self.profile_id.display_name))
        self.profile_id.write({"snooze_until": self.until, "snooze_reason": self.reason})
        return show_notice(self.env._(
            "No follow-ups of %(customer)s until %(date)s.", customer=self.profile_id.display_name,
            date=format_date(self.env, self.until)))
