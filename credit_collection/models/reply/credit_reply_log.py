from odoo import models
from odoo.exceptions import UserError

from ...tools.common.notices import show_notice

# Outcomes of the contact log by kind of answer.
OUTCOMES = {
    "paid": "paid", "promise": "promised", "refused": "refused", "dispute": "disputed", "wrong_person": "wrong_number",
    "absence": "callback", "copy": "documents",
}
MOST_COPIES = 20


class CreditReply(models.Model):
    """Logging an answer by one click: the outcome on the follow-up, and the dialog or message that it leads to."""

    _inherit = "credit.reply"

    def action_log(self):
        """Enter the answer as the outcome of its follow-up.

        :return: the dialog of a promise or dispute, filled in; else a notice
        :raise UserError: when it was logged already, or nobody knows what it means
        """
        self.ensure_one()
        self.profile_id._check_collector()
        if self.state != "proposed":
            raise UserError(self.env._("“%(reply)s” has been logged or dismissed already.", reply=self.display_name))
        if not self.kind:
            raise UserError(self.env._("Choose what the answer means first."))
        today = self.company_id._get_credit_today()
        followup = self._log_outcome(today)
        # sudo: who logged what is evidence; the right has been checked.
        self.sudo()._set_state("logged", logged_by_id=self.env.uid, logged_on=today, followup_id=followup.id)
        acts = {"promise": self._act_on_promise, "dispute": self._act_on_dispute, "copy": self._act_on_copy}
        act = acts.get(self.kind)
        return act(followup) if act else show_notice(self.env._("Logged: %(proposal)s", proposal=self.proposal))

    def action_dismiss(self):
        """Leave the answers as they are: no outcome follows from them."""
        self.profile_id._check_collector()
        # sudo: as in action_log.
        for today, replies in self._group_by_day():
            replies.sudo()._set_state("dismissed", logged_by_id=self.env.uid, logged_on=today)

    def action_propose(self):
        """Take a dismissal back, and read the answers once more."""
        self.profile_id._check_collector()
        replies = self.sudo().filtered(lambda reply: reply.state != "logged")  # sudo: as in action_log.
        replies._set_state("proposed", logged_by_id=False, logged_on=False)
        replies._read_again()

    def _log_outcome(self, today):
        """:return: the follow-up that has the outcome: the one that was answered, or a contact of its own where that has an
            outcome already"""
        vals = {
            "outcome_id": self.env["credit.reason"].search(
                [("kind", "=", "contact"), ("code", "=", OUTCOMES[self.kind])], limit=1).id,
            "note": self.text, "reached_id": self.contact_id.id, **self._get_next_step(today)}
        followup = self.followup_id
        if followup and not followup.outcome:
            followup._log_outcome(today, **vals)
            return followup
        return self.env["credit.followup"]._log_contact(self.profile_id, "mail", self.date, today, **vals)

    def _get_next_step(self, today):
        """:return: values of the next step, for answers after which somebody has to be reached"""
        if self.kind == "absence":
            back = self.found_date if self.found_date and self.found_date > today else False
            return back and {"next_step": self.env._("Back from their absence"), "next_date": back} or {}
        if self.kind == "wrong_person":
            step = self.env._("Find the right person")
            return {"next_step": f"{step}: {self.addresses}" if self.addresses else step, "next_date": today}
        if self.kind == "refused":
            return {"next_step": self.env._("Agree on how they can pay"), "next_date": today}
        return {}

    def _get_items(self):
        """:return: the open items that the answer is about: of the invoices it names, else those that were demanded"""
        profile = self.profile_id
        promisable = profile._get_promisable_items(self.company_id._get_credit_today())
        named = promisable.filtered(lambda line: line.move_id in self.move_ids)
        return named or promisable & self.followup_id.line_ids or promisable

    def _act_on_promise(self, followup):
        """:return: the dialog of a promise, with day and amount filled in"""
        items, today = self._get_items(), self.company_id._get_credit_today()
        action = self.profile_id._get_make_promise_action(items)
        defaults = {"default_followup_id": followup.id, "default_source": "mail", "default_note": self.text}
        if self.found_date and self.found_date >= today:
            defaults["default_date"] = self.found_date
        if self.amount:
            currency = self.profile_id.currency_id
            amount = self.currency_id._convert(self.amount, currency, self.company_id, today)
            owed = sum(items._get_promisable_amounts(today).values())
            defaults["default_amount"] = min(amount, owed) if items else amount
        return {**action, "context": {**action["context"], **defaults}}

    def _act_on_dispute(self, _followup):
        """:return: the dialog of a dispute, about the invoice that the text names, or the only one that was demanded"""
        moves = self.move_ids or self.followup_id.line_ids.move_id.filtered(
            lambda move: move.move_type == "out_invoice" and move.state == "posted" and move.amount_residual > 0)
        return {
            "type": "ir.actions.act_window", "name": self.env._("Dispute"), "res_model": "credit.dispute.make",
            "view_mode": "form", "target": "new",
            "context": {
                "default_profile_id": self.profile_id.id, "default_note": self.text,
                "default_reason_id": self.pattern_id.reason_id.id,
                **({"default_move_id": moves[:1].id} if self.move_ids or len(moves) == 1 else {})},
        }

    def _act_on_copy(self, _followup):
        """Send what was asked for to who asked, or to the addressee of the customer when a stranger did.

        :return: a notice of it
        """
        if self.company_id._is_credit_test_mode():
            return show_notice(self.env._("Test mode: not sent."), kind="warning")
        if self.pattern_id.wants_statement:
            today = self.company_id._get_credit_today()
            return self.profile_id._create_statements(today.replace(day=1), today, kind="open_item").action_send()
        moves = self._get_asked_documents()
        # Who wrote need not belong to the customer: an address that is not on file gets no documents.
        is_known = self.contact_id.commercial_partner_id == self.profile_id.partner_id
        contact = is_known and self.contact_id or self.env["credit.addressee"]._find(self.profile_id)[self.profile_id]
        if not moves or not contact.email_normalized:
            return show_notice(
                self.env._("Logged. There is no open invoice to send, or no e-mail address."), kind="warning")
        # sudo: outgoing messages belong to the system, and collectors need not read invoices; the right has been checked.
        self.sudo()._send_copies(moves.sudo(), contact.sudo())
        return show_notice(self.env._(
            "Copies sent to %(contact)s: %(invoices)s", contact=contact.email, invoices=", ".join(moves.mapped("name"))))

    def _get_asked_documents(self):
        """:return: the posted invoices to send: those that the text names, else those that were demanded"""
        moves = self.move_ids or self.followup_id.line_ids.move_id
        return moves.filtered(
            lambda move: move.is_sale_document(include_receipts=True) and move.state == "posted")[:MOST_COPIES]

    def _send_copies(self, moves, contact):
        """Queue an e-mail to ``contact`` with the PDFs of these invoices."""
        lang = self.env["credit.addressee"]._get_language(self.profile_id, contact)
        files = self.env["ir.attachment"]
        for move in moves:
            name, content = move.with_context(lang=lang)._get_credit_document()
            files |= self.env["ir.attachment"].create({
                "name": name, "raw": content, "mimetype": "application/pdf",
                "res_model": self.profile_id._name, "res_id": self.profile_id.id})

        def compose(env):
            numbers = ", ".join(moves.mapped("name"))
            return env._("Copies of your invoices"), {
                "lines": [env._("As you asked, please find attached: %(invoices)s.", invoices=numbers)]}

        subject, body = self.env["credit.notice"]._render(self.profile_id, contact, compose)
        self.env["credit.followup.channel.mail"]._create_mails(
            [(self.profile_id, contact, subject, body, False)], attachments=[files])
