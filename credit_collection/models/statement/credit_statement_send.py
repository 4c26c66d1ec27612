from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate, plaintext2html

from ...tools.common.notices import show_notice
from ..common.kept_text import KeptText, keep
from .credit_statement_print import PRINT_BATCH

_lt = LazyTranslate(__name__)

JOB = "credit_collection.ir_cron_send_statements"


class CreditStatement(models.Model):
    """Sending statements by e-mail to the contact of ``credit.addressee``; what is not delivered goes to the worklist."""

    _inherit = "credit.statement"

    contact_id = fields.Many2one("res.partner", string="Addressed To", readonly=True, ondelete="set null", copy=False)
    sent_date = fields.Date(readonly=True, copy=False)
    is_queued = fields.Boolean(
        string="Waiting to Be Sent", readonly=True, copy=False, index="btree_not_null", help="A scheduled action sends it.")
    error = KeptText(string="Not Delivered", readonly=True, copy=False)
    # Not for export: queued mails are readable for administrators only.
    mail_id = fields.Many2one(
        "mail.mail", readonly=True, ondelete="set null", index="btree_not_null", exportable=False, copy=False)
    message_id = fields.Many2one(
        "mail.message", string="Sent Message", readonly=True, ondelete="set null", index="btree_not_null", copy=False,
        help="Outlives the outgoing e-mail, so that bounces find the statement.")

    def action_send(self):
        """Send drafts, and again those that were not delivered: a few at once, more by the scheduled action.

        :raise UserError: when there is nothing to send
        """
        self._check_sender()
        self.company_id._check_credit_live()
        # sudo: the right has been checked; evidence is written by code only.
        sending = self.sudo().filtered(lambda statement: statement._can_be_sent())
        if not sending:
            raise UserError(self.env._("There is no statement to send: only drafts are sent, and what was not delivered."))
        if len(sending) > PRINT_BATCH:
            sending._queue()
            return show_notice(self.env._("%(count)s statements will be sent within the next minutes.", count=len(sending)))
        for today, group in sending._group_by_day():
            group._send(today)
        failed = sending.filtered("error")
        if failed:
            return show_notice(self.env._(
                "%(sent)s sent, %(failed)s could not be sent: see Not Delivered.",
                sent=len(sending - failed), failed=len(failed)))
        return show_notice(self.env._("%(count)s statements sent.", count=len(sending)))

    def _can_be_sent(self):
        return self.state == "draft" or self.state == "sent" and bool(self.error)

    def _queue(self):
        """Leave these statements to the scheduled action, which starts at once."""
        self.write({"is_queued": True})
        self.env["credit.batch.failure"]._forget(JOB, self)
        self.env.ref(JOB)._trigger()

    @api.model
    def _cron_send(self, now=None):
        """Send what is queued, in batches; a statement that fails stops no other."""
        self._run_batch(
            JOB, lambda today: Domain("is_queued", "=", True) & Domain("state", "in", ("draft", "sent")),
            lambda statements, today: statements._send(today), size=PRINT_BATCH, now=now,
            mark_failed=lambda statement, error, today: statement._mark_failed(str(error), today))

    def _send(self, today):
        """Print and queue an e-mail for each of these statements; those without a valid address go to the worklist."""
        Addressee = self.env["credit.addressee"]
        contacts = Addressee._find(self.profile_id)
        reached = self.filtered(lambda statement: contacts[statement.profile_id].email_normalized)
        for statement in self - reached:
            statement._mark_failed(self._explain_missing_address(statement.profile_id), today)
        drafts = reached.filtered(lambda statement: statement.state == "draft")
        for statement in reached:
            contact = contacts[statement.profile_id]
            statement.write({
                "contact_id": contact.id, "error": False, "is_queued": False,
                "lang": statement.lang or Addressee._get_language(statement.profile_id, contact)})
        reached.filtered(lambda statement: not statement.access_token)._open_links(today)
        drafts._make_pdfs()
        reached._mail(reached._compose())
        drafts._set_state("sent", sent_date=today)

    def _mail(self, letters):
        """:param dict letters: ``{statement: (subject, body)}``"""
        mails = self.env["credit.followup.channel.mail"]._create_mails(
            [(statement.profile_id, statement.contact_id, *letters[statement], False) for statement in self],
            [statement._get_attachments() for statement in self])
        for statement, mail in zip(self, mails, strict=True):
            statement.write({"mail_id": mail.id, "message_id": mail.mail_message_id.id})

    def _get_attachments(self):
        return self.pdf_id

    def _compose(self, is_reminder=False):
        """:return: ``{statement: (subject, body)}`` of its e-mail"""
        described, letters = self._describe(), {}
        can_pay = {company: company._has_online_payment() for company in self.company_id}
        urls = self.env["credit.notice"]._get_account_urls(
            [(statement.profile_id, statement.contact_id) for statement in self if statement.contact_id])
        for statement in self:
            document = {**described[statement], "can_pay": can_pay[statement.company_id]}
            letters[statement] = self.env["credit.notice"]._render(
                statement.profile_id, statement.contact_id,
                lambda env, statement=statement, document=document: statement._get_mail_values(env, document, is_reminder),
                urls.get(statement.profile_id))
        return letters

    def _get_mail_values(self, env, document, is_reminder):
        """:return: subject and values of the layout of ``credit.notice``, in the language of ``env``"""
        company = self.company_id.name
        subject = env._("%(company)s: statement of account as of %(date)s", company=company, date=document["to"])
        parts = document["parts"]
        balances = " + ".join(part["balance"] for part in parts)
        lines = [env._(
            "Enclosed is your statement of account %(number)s as of %(date)s. Balance: %(amount)s.",
            number=document["number"], date=document["to"], amount=balances)] if parts else [env._(
                "As of %(date)s there are no open items on your account.", date=document["to"])]
        if is_reminder:
            subject = env._("Reminder: %(subject)s", subject=subject)
            lines.insert(0, env._("We have not had your answer to this statement of account yet."))
        if document["asks"]:
            lines.append(env._(
                "Please confirm the balance, or tell us where your books differ: it takes a minute, no account is needed."))
        can_pay = document["can_pay"] and document["url"] and any(balance.amount_to_pay for balance in self.balance_ids)
        return subject, {
            "lines": lines,
            "columns": [env._("Currency"), env._("Opening balance"), env._("Charges"), env._("Payments and Credits"),
                        env._("Balance"), env._("Overdue")],
            "rows": [[part["currency"], part["opening"], part["debit"], part["credit"], part["balance"], part["overdue"]]
                     for part in parts],
            "url": document["url"],
            "button": env._("Confirm the balance") if document["asks"] else env._("View the statement"),
            "other_url": can_pay and f"{self.company_id.get_base_url()}{self.sudo()._get_payment_path()}",
            "other_button": env._("Pay online"),
        }

    # What could not be delivered

    def _mark_failed(self, reason, today):
        """Note why these statements did not reach their customers, and give the collectors a task."""
        self.write({"error": keep(reason), "is_queued": False})
        self._add_tasks(today, lambda env, statement: env._(
            "Statement of account %(number)s was not delivered", number=statement._get_number()), plaintext2html(str(reason)))

    def _add_tasks(self, today, get_summary, note=False):
        """:param get_summary: function of an environment in the language of the user, and of a statement"""
        todo, model_id = self.env.ref("mail.mail_activity_data_todo"), self.env["ir.model"]._get_id("credit.profile")
        vals_list = []
        for statement in self:
            user = statement._get_responsible()
            env = self.with_context(lang=user.lang or self.env.lang).env
            vals_list.append({
                "res_model_id": model_id, "res_id": statement.profile_id.id, "activity_type_id": todo.id, "user_id": user.id,
                "date_deadline": today, "summary": get_summary(env, statement), "note": note,
            })
        # Core's own switch: no e-mail to the collector for each of them.
        return self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(vals_list)

    def _get_responsible(self):
        """:return: who takes care of the customer: collector, else credit manager, else who sends"""
        self.ensure_one()
        return (self.profile_id.collector_id | self.company_id.credit_manager_id)._credit_choose()

    @api.model
    def _explain_missing_address(self, profile):
        return _lt(
            "%(customer)s has no valid e-mail address. Enter one on the customer or on a contact of type Invoice Address, then "
            "send the statement again.", customer=profile.display_name)

    @api.model
    def _receive_failure(self, condition, reason):
        """The e-mail of statements came back, or could not be sent.

        :param condition: domain of the statements
        """
        statements = self.search(Domain(condition) & Domain("state", "in", ("sent", "confirmed", "contested")))
        for today, group in statements._group_by_day():
            group._mark_failed(reason or _lt("The e-mail could not be delivered."), today)


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False, failure_type=None):
        """A statement whose e-mail could not be sent is listed as not delivered."""
        if failure_type:
            # sudo: the mail queue runs for all companies; statements are evidence.
            self.env["credit.statement"].sudo()._receive_failure(
                [("mail_id", "in", self.ids)], failure_reason or self[:1].failure_reason)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A statement whose e-mail came back is listed as not delivered."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        message = message_dict.get("bounced_message")
        if message and message.model == "credit.profile":
            # sudo: incoming mail is processed for all companies; statements are evidence.
            self.env["credit.statement"].sudo()._receive_failure([("message_id", "=", message.id)], False)
        return result
