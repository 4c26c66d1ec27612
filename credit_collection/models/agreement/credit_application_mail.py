from markupsafe import Markup

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_date

from ...tools.common.clock import add_days
from ..channel.credit_notice import INDENTATION, LAYOUT


class CreditApplication(models.Model):
    """What applicants get by e-mail, in their language: the link to the form, the receipt, the answer."""

    _inherit = "credit.application"

    def action_send_link(self):
        """Invite companies to fill in their applications, by a link for their eyes alone."""
        self._check_keeper()
        self.company_id._check_credit_live()
        for application in self:
            if application.state != "draft" or not email_normalize(application.email or ""):
                raise UserError(self.env._(
                    "“%(application)s” is no draft with a valid e-mail address.", application=application.display_name))
            today = application.company_id._get_credit_today()
            # sudo: the right has been checked; tokens and outgoing mails belong to the system.
            application_sudo = application.sudo()
            application_sudo.write({
                "access_token": self._make_token(), "source": "link",
                "access_until": add_days(today, application_sudo.company_id.credit_portal_link_days)})
            application_sudo._mail(application_sudo._compose_invitation)

    def _mail(self, compose):
        """Queue an e-mail to the applicant.

        :param compose: function of an environment: subject and values of the layout of ``credit.notice``
        """
        self.ensure_one()
        env = self.env(context={**self.env.context, "lang": self._get_letter_lang()})
        subject, values = compose(env)
        company, sender = self.company_id, self.user_id
        is_ours = sender.active and not sender.share
        body = env["ir.qweb"]._render(LAYOUT, {
            "greeting": env._("Dear %(name)s,", name=self.contact_name or self.applicant_name),
            "subject": subject, "columns": [], "rows": [], "bank": False, "url": False, "button": False, "other_url": False,
            "other_button": False, "account_url": False, "company": company.name, "color": company.primary_color or "#714B67",
            "sender": sender.name if is_ours else company.name, **values})
        return self.env["mail.mail"].create({
            "subject": subject, "body_html": Markup(INDENTATION.sub(">\n<", body)), "email_to": email_normalize(self.email),
            "email_from": sender.email_formatted if is_ours and sender.email else company.email_formatted,
            "model": self._name, "res_id": self.id, "auto_delete": False,
            **self.env["credit.followup.channel.mail"]._withhold(company)})

    def _compose_invitation(self, env):
        application = self.with_env(env)
        company, until = self.company_id.name, format_date(env, self.access_until)
        return env._("%(company)s: your application for credit", company=company), {
            "lines": [
                env._("on the page below you can apply for delivery on credit. It takes about ten minutes."),
                env._("No password is needed: please keep the link to yourself. It is valid until %(date)s.", date=until)],
            "url": f"{application.company_id.get_base_url()}{application._get_page_path()}",
            "button": env._("Fill in the application"),
        }

    def _compose_receipt(self, env):
        return env._("%(company)s: your application for credit", company=self.company_id.name), {
            "lines": [env._("we have received your application and will answer by e-mail.")],
            "columns": [env._("Credit limit asked for"), env._("Payment term")],
            "rows": [[self.currency_id.with_env(env).format(self.requested_limit),
                      env._("%(days)s days", days=self.requested_days)]]}

    def _compose_answer(self, env):
        """:return: subject and values of the answer. What was said about the applicant inside stays inside"""
        remark = [self.answer.strip()] if (self.answer or "").strip() else []
        subject = env._("%(company)s: your application for credit", company=self.company_id.name)
        if self.state != "approved":
            return subject, {"lines": [
                env._("thank you for your application. At present we cannot deliver to you on credit. We are glad to deliver "
                      "against payment in advance."), *remark]}
        review = self.review_id.with_env(env)
        limit = self.currency_id.with_env(env).format(self.approved_limit) if review.proposed_limit_mode == "limited" else (
            env._("no fixed amount"))
        return subject, {
            "lines": [env._("your application is approved. From now on we deliver to you on these terms:"), *remark],
            "columns": [env._("Credit limit"), env._("Payment term"), env._("Valid until")],
            "rows": [[limit, review.proposed_payment_term_id.name or env._("immediate payment"),
                      format_date(env, self.approved_until) if self.approved_until else env._("without end")]]}


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _get_customer_company(self):
        if self.model != "credit.application" or self.message_type != "email_outgoing":
            return super()._get_customer_company()
        # sudo: the mail queue runs for all companies.
        return self.env["credit.application"].sudo().browse(self.res_id).exists().company_id
