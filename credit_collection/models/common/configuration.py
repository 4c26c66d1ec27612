from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ...const import COMPANY_SETTING

MANAGER = "credit_collection.credit_collection_group_manager"


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_release_days = fields.Integer(
        string="Release Valid For (days)", default=7, help="How long a released order may be confirmed.", **COMPANY_SETTING,
    )
    credit_manager_id = fields.Many2one(
        "res.users", domain=lambda self: [("all_group_ids", "in", self.env.ref(MANAGER).ids)],
        help="Decides on held orders and reviews of customers without collector.", **COMPANY_SETTING,
    )
    credit_escalation_user_id = fields.Many2one(
        "res.users", string="Escalate Decisions To", domain=[("share", "=", False)],
        help="Gets the decisions on held orders that were not taken in time.", **COMPANY_SETTING,
    )
    credit_escalation_days = fields.Integer(string="Escalate After (days)", default=2, bounds=(0, 3650), **COMPANY_SETTING)
    credit_test_mode = fields.Boolean(
        string="Test Mode", copy=False,
        help="Follow-ups are decided and written, but nothing is sent to customers; orders over the limit are marked, not "
             "held.",
        **COMPANY_SETTING,
    )

    _credit_check_release = models.Constraint(
        "CHECK (credit_release_days >= 0)", "The days that a release is valid cannot be negative.",
    )

    @api.constrains("credit_manager_id")
    def _check_credit_manager_id(self):
        for company in self:
            manager = company.credit_manager_id
            if manager and not manager.has_group(MANAGER):
                raise ValidationError(self.env._(
                    "%(user)s lacks the rights of a credit manager and cannot be the credit manager of %(company)s.",
                    user=manager.name, company=company.name))

    def _check_booking_settings(self, accounts, journal=None):
        """Check what entries of ours are booked on when it is chosen.

        :param accounts: ``account.account``, may be empty
        :param journal: ``account.journal``, may be empty
        :raise ValidationError: it is of another company, or an account whose items are what customers and suppliers owe
        """
        self.ensure_one()
        for account in accounts:
            if self.root_id not in account.company_ids.root_id:
                raise ValidationError(self.env._(
                    "Account “%(account)s” belongs to another company than %(company)s.", account=account.display_name,
                    company=self.name))
            # What a tax office owes, for example, is no trade debt and stands on an account of its own.
            if account.account_type in ("asset_receivable", "liability_payable") and not account.non_trade:
                raise ValidationError(self.env._(
                    "“%(account)s” cannot be chosen here: it would change the balances of customers.",
                    account=account.display_name))
        if journal and journal.company_id.root_id != self.root_id:
            raise ValidationError(self.env._(
                "Journal “%(journal)s” belongs to another company than %(company)s.", journal=journal.display_name,
                company=self.name))

    def _get_booking_settings(self, section, *names):
        """Return what entries of ours are booked on, as the root company has it.

        :param str section: title of the section of the settings in which it is chosen
        :param names: settings, fields of ``res.company``
        :return: list of their records
        :raise UserError: some are not set; it names each of them
        """
        self.ensure_one()
        company = self.root_id.sudo()  # sudo: settings, also for users of a branch alone.
        if missing := [name for name in names if not company[name]]:
            raise UserError(self.env._(
                "Choose first in Settings > Credit & Collection > %(section)s of %(company)s: %(settings)s.",
                section=section, company=company.name,
                settings=", ".join(company._fields[name]._description_string(self.env) for name in missing)))
        return [company[name] for name in names]

    def _check_credit_day_came(self, date):
        """:raise UserError: ``date`` is to come: what is dated later has not happened yet"""
        if date > self.root_id.sudo()._get_credit_today():  # sudo: the clock, also for users of a branch alone.
            raise UserError(self.env._("%(date)s has not come yet.", date=format_date(self.env, date)))

    def _check_booking_day(self, date, journal):
        """:raise UserError: an entry of ours cannot be posted on ``date`` in ``journal``"""
        self._check_credit_day_came(date)
        company = self.root_id.sudo()  # sudo: lock dates, also for users of a branch alone.
        if company._get_violated_lock_dates(date, False, journal):
            raise UserError(self.env._(
                "The books of %(company)s are locked on %(date)s. Choose a later day.", company=company.name,
                date=format_date(self.env, date)))

    def _get_booking_day(self, date, journal, has_tax=False):
        """:return: ``date``, or the present day where an entry of ours cannot be posted on it in ``journal``"""
        company = self.root_id.sudo()  # sudo: as above.
        today = company._get_credit_today()
        is_locked = company._get_violated_lock_dates(date, has_tax, journal)
        return today if is_locked or date > today else date

    def _is_credit_test_mode(self):
        """:return: whether nothing may be sent to customers of the company, or of the company of this branch, yet"""
        self.ensure_one()
        return self.root_id.sudo().credit_test_mode  # sudo: a setting of the root company, read for its branches.

    def _check_credit_live(self):
        """:raise UserError: in test mode, for what would send something to customers"""
        for company in self:
            if company._is_credit_test_mode():
                raise UserError(self.env._(
                    "%(company)s is in test mode: nothing is sent to customers. A credit manager switches it off in "
                    "Configuration > Getting Started.", company=company.root_id.name))

    def _has_online_payment(self):
        """:return: whether customers of the company can pay online by one of its published providers"""
        self.ensure_one()
        # sudo: providers hold secrets of theirs; only whether there is one is told.
        return bool(self.env["payment.provider"].sudo().search_count([
            *self.env["payment.provider"]._check_company_domain(self),
            ("state", "in", ("enabled", "test")), ("is_published", "=", True),
        ], limit=1))


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Of the root company, which holds profiles and policy for its branches.
    credit_release_days = fields.Integer(related="company_id.root_id.credit_release_days", readonly=False)
    credit_company_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency of Credit Settings")
    credit_manager_id = fields.Many2one(related="company_id.root_id.credit_manager_id", readonly=False)
    credit_escalation_user_id = fields.Many2one(related="company_id.root_id.credit_escalation_user_id", readonly=False)
    credit_escalation_days = fields.Integer(related="company_id.root_id.credit_escalation_days", readonly=False)
