from odoo import api, fields, models
from odoo.fields import Command, Domain

from .credit_workbook_schedule import SEND_JOB, VIEWER


class CreditWorkbookMail(models.Model):
    """A workbook that is sent to somebody, or was: about how many customers, and why not. Written by code only."""

    _name = "credit.workbook.mail"
    _inherit = ["credit.batch.mixin", "credit.roles.mixin"]
    _description = "Workbook by E-mail"
    _order = "id desc"
    _rec_name = "user_id"

    schedule_id = fields.Many2one(
        "credit.workbook.schedule", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="schedule_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", string="Recipient", required=True, readonly=True, index=True, ondelete="cascade")
    state = fields.Selection(
        [("todo", "Waiting"), ("sent", "Sent"), ("empty", "Nothing open"), ("failed", "Failed")], default="todo",
        required=True, readonly=True, index=True)
    date = fields.Date(string="Sent On", readonly=True)
    customer_count = fields.Integer(string="Customers", readonly=True)
    error = fields.Text(readonly=True)
    mail_id = fields.Many2one("mail.mail", readonly=True, ondelete="set null", index="btree_not_null", exportable=False)

    @api.model
    def _cron_send(self):
        self._run_batch(
            SEND_JOB, lambda _today: Domain("state", "=", "todo"), lambda mails, today: mails._send(today), size=5,
            mark_failed=lambda mail, error, _today: mail.write({"state": "failed", "error": str(error)}))

    def action_retry(self):
        self.schedule_id.check_access("write")
        # sudo: the queue is written by code; the right has been checked.
        failed = self.sudo().filtered(lambda mail: mail.state == "failed")
        failed.write({"state": "todo", "error": False})
        self.env["credit.batch.failure"]._forget(SEND_JOB, failed)
        self.env.ref(SEND_JOB).sudo()._trigger()

    def _send(self, today):
        for mail in self:
            if not mail.user_id.email_normalized:
                mail.write({"state": "failed", "error": self.env._("%(user)s has no e-mail address.", user=mail.user_id.name)})
                continue
            profiles = mail._get_profiles(today)
            if not profiles:
                mail.write({"state": "empty", "date": today})
                continue
            mail.write({
                "state": "sent", "date": today, "error": False, "customer_count": len(profiles),
                "mail_id": mail._create_mail(profiles, today).id})

    def _get_env_of_recipient(self):
        """:return: environment in which the workbook is written: language and rights are those of the recipient. A recipient
            without rights in credit and collection, such as a salesperson, gets the own customers alone"""
        user = self.user_id
        branches = self.env["res.company"].sudo().search([("id", "child_of", self.company_id.id)])
        companies = branches & user.company_ids if user.has_group(VIEWER) else branches
        # The company of the schedule first: its day and currency count.
        ids = sorted(companies.ids, key=lambda company_id: company_id != self.company_id.id)
        return self.env(
            user=user, su=not user.has_group(VIEWER),
            context={"lang": user.lang, "tz": user.tz, "allowed_company_ids": ids})

    def _get_profiles(self, today):
        """:return: the credit profiles of the recipient's customers who have something open"""
        env = self._get_env_of_recipient()
        domain = self.schedule_id._get_customers_domain(self.user_id)
        profiles = env["credit.profile"].search(domain)
        owing = env["credit.open.item"]._get_aging(profiles, today)
        currency = self.company_id.currency_id
        return profiles.filtered(lambda profile: any(
            not currency.is_zero(amount) for amount in (
                owing[profile.id]["not_due"], *owing[profile.id]["buckets"], owing[profile.id]["credits"])))

    def _create_mail(self, profiles, today):
        """:return: the ``mail.mail`` in the queue, with the workbook"""
        Workbook = profiles.env["credit.overdue.workbook"]
        content, name = Workbook._generate(profiles, today), Workbook._get_file_name(today)
        profiles.env["credit.workbook.download"]._log(profiles, today)
        return self.env["mail.mail"].create({
            "subject": name.removesuffix(".xlsx"),
            "body_html": self._get_body(profiles, today),
            "email_from": self.company_id.email_formatted or self.env.user.email_formatted,
            "recipient_ids": [Command.set(self.user_id.partner_id.ids)],
            "auto_delete": True,
            "attachment_ids": [Command.create({
                "name": name, "raw": content, "res_model": self._name, "res_id": self.id,
                "mimetype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})],
        })

    def _get_body(self, profiles, today):
        return self.env["ir.qweb"].with_context(lang=self.user_id.lang)._render("credit_collection.credit_workbook_mail_body", {
            "user": self.user_id, "schedule": self.schedule_id, "count": len(profiles), "today": today,
            "overdue": self.company_id.currency_id.format(sum(profiles.sudo().mapped("overdue_amount"))),
        })
