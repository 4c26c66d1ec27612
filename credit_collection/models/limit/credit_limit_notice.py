from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import format_date

ACTIVITY = "credit_collection.mail_activity_credit_limit_end"
VIEWER = "credit_collection.credit_collection_group_viewer"
# Last day of a limit and whether it was told; another day is told anew.
ENDS = {"limit_until": "is_limit_end_told", "temporary_limit_until": "is_temporary_end_told"}


class CreditLimitNotice(models.AbstractModel):
    """What is told of limits that end soon, and to whom."""

    _name = "credit.limit.notice"
    _description = "Notice of Ending Limits"

    @api.model
    def _tell(self, profile, today):
        horizon = today + relativedelta(days=profile.company_id.credit_limit_warning_days)
        due = {
            day: profile[day] for day, told in ENDS.items()
            if profile[day] and today <= profile[day] <= horizon and not profile[told]}
        reader = self._get_reader(profile)
        texts = self.with_context(lang=reader.lang or self.env.lang)._get_texts(profile, due)
        for day, text in texts.items():
            if reader:
                profile.activity_schedule(ACTIVITY, due[day], user_id=reader.id, summary=text)
        profile.write({ENDS[day]: True for day in due})

    @api.model
    def _get_texts(self, profile, due):
        """:return: ``{field of the last day: what to tell}``"""
        dates = {day: format_date(self.env, date) for day, date in due.items()}
        texts = {}
        if "limit_until" in due:
            texts["limit_until"] = self.env._(
                "The credit limit of %(amount)s is valid until %(date)s: renew it in time.",
                amount=profile.currency_id.format(profile.credit_limit), date=dates["limit_until"])
        if "temporary_limit_until" in due:
            texts["temporary_limit_until"] = self.env._(
                "The temporary limit of %(amount)s ends on %(date)s; then %(limit)s applies.",
                amount=profile.currency_id.format(profile.temporary_limit), date=dates["temporary_limit_until"],
                limit=profile.currency_id.format(profile.credit_limit))
        return texts

    @api.model
    def _get_reader(self, profile):
        """:return: the collector, else the credit manager of the company, if they can open the profile"""
        for user in (*profile.collector_id, *profile.company_id.credit_manager_id):
            if user.active and user.has_group(VIEWER) and profile.company_id in user.company_ids:
                return user
        return self.env["res.users"]
