from odoo.fields import Command

from ..base.common import CreditCommon

RUN_LOGGER = "odoo.addons.credit_collection.models.common.credit_batch_mixin"


class FollowupCommon(CreditCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["credit.followup.plan"].create(
            {
                "name": "Test plan",
                "level_ids": [
                    Command.create(
                        {
                            "name": f"Level {number}",
                            "days_overdue": days,
                            "min_gap_days": 3,
                            "min_amount": 20.0,
                            "subject": f"Reminder {number}",
                            "body": f"<p>Text {number}</p>",
                        }
                    )
                    for number, days in enumerate((5, 20, 30, 45), start=1)
                ],
            }
        )
        cls.level_1, cls.level_2, cls.level_3, cls.level_4 = cls.plan.level_ids
        cls.company.credit_followup_plan_id = cls.plan
        cls.round = cls.env["credit.followup.round"]

    @classmethod
    def _book(cls, amount, due, partner, journal="default_journal_misc", **vals):
        """Post an entry over ``amount`` (negative: a receipt) on ``partner``, due ``due`` days from today."""
        account = cls.company_data["default_account_receivable"]
        move = cls.env["account.move"].create({
            "journal_id": cls.company_data[journal].id,
            "date": cls._days(due),
            "line_ids": [
                Command.create({
                    "account_id": account.id, "partner_id": partner.id, "balance": amount,
                    "date_maturity": cls._days(due), "no_followup": False, **vals,
                }),
                Command.create({"account_id": cls.company_data["default_account_revenue"].id, "balance": -amount}),
            ],
        })
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_id == account)

    @classmethod
    def _create_others(cls):
        """:return: three more customers"""
        return cls.env["res.partner"].create([
            {"name": f"Other Customer {number}", "email": f"other.{number}@example.com"} for number in range(3)])

    def _run(self, days=0, profiles=None):
        """Run the follow-ups as of ``days`` from today."""
        self._refresh()
        return (profiles or self.profile)._run_followups(self._days(days))

    def _count_queries_of_runs(self):
        """:return: queries of a run over 5 and over 50 customers with a phone number, each with an overdue invoice"""
        counts = []
        for count in (5, 50):
            partners = self.env["res.partner"].create([
                {"name": f"Debtor {count}-{number}", "phone": f"+120255501{number:02}"} for number in range(count)])
            self._invoices([(100, -10, partner) for partner in partners])
            profiles = partners._get_credit_profiles()
            self._refresh()
            before = self.env.cr.sql_log_count
            profiles._run_followups(self.today)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        return counts

    def _dispute(self, invoice, amount):
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": invoice.id, "amount": amount, "reason_id": reason.id})
        dispute.action_open()
        return dispute

    def _mails(self, followups):
        """:return: outgoing mails of ``followups``; only the system reads them"""
        return followups.sudo().mail_id


class DebtorsCase(FollowupCommon):
    """Our customer and three others owe 1,000 each, ten days overdue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.others = cls._create_others()
        for partner in cls.customer | cls.others:
            cls._invoice(1000, -10, partner=partner)
        cls.profiles = cls.profile | cls.others._get_credit_profiles()
