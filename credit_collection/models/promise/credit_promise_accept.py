from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, formatLang

from ...tools.common.notices import show_notice

# Days for which the page of a plan stays open after its end, or after the day until which it could be accepted.
PAGE_KEPT = 30


class CreditPromise(models.Model):
    """Acceptance by the customer: the plan is sent to them and takes effect once accepted on the page behind the link."""

    _name = "credit.promise"
    _inherit = ["credit.promise", "portal.mixin"]

    ask_acceptance = fields.Boolean(
        string="Customer Confirms", copy=False,
        help="The plan is sent to the customer and takes effect once they accept it. Until then its items are "
             "collected.",
    )
    accepted_by = fields.Char(readonly=True, copy=False, help="The name that the customer's contact gave.")
    accepted_on = fields.Datetime(readonly=True, copy=False)
    proposed_to_id = fields.Many2one(
        "res.partner", string="Addressed To", readonly=True, copy=False, index="btree_not_null", ondelete="set null")
    # Whoever has it accepts in the name of the customer.
    access_token = fields.Char(groups="base.group_system", exportable=False, role="system")

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for promise in self:
            promise.access_url = f"/my/promises/{promise.id}"
        return result

    def action_send(self):
        """Send the plan to the customer again."""
        self.check_access("write")
        for promise in self.filtered(lambda promise: promise.state == "proposed"):
            # sudo: outgoing mails belong to the system; the right has been checked.
            promise.sudo()._send_proposal()
        return show_notice(self.env._("The plan was sent to the customer."))

    def _propose(self, today):
        self._set_state("proposed")
        self._send_proposal()

    def _send_proposal(self):
        """:raise UserError: when there is no address to send it to"""
        mails = self.env["credit.notice"]._queue([(self.profile_id, self._compose_proposal)])
        if not mails:
            raise UserError(self.env._(
                "%(customer)s has no valid e-mail address to send the plan to. Enter one, or record the promise without "
                "confirmation.", customer=self.profile_id.display_name))
        self.proposed_to_id = mails[self.profile_id].recipient_ids[:1]
        self._message_log(body=self.env._("The plan was sent to the customer for acceptance."))

    def _compose_proposal(self, env):
        """:return: subject and values of the message, in the language of ``env``"""
        promise = self.with_env(env)
        company = promise.company_id.name
        return env._("%(company)s: your repayment plan", company=company), {
            "lines": [
                env._("as agreed with you we propose the following plan for %(items)s.",
                      items=promise._name_items(promise.line_ids)),
                env._("Please accept or decline it on the page below by %(date)s.",
                      date=format_date(env, promise.next_date)),
            ],
            "columns": [env._("Date"), env._("Amount"), env._("Interest"), env._("To pay")] if promise.interest_amount
            else [env._("Date"), env._("To pay")],
            "rows": promise._get_plan_rows(env),
            "url": promise.get_base_url() + promise._get_share_url(),
            "button": env._("View the plan"),
        }

    def _get_plan_rows(self, env):
        """:return: the instalments as texts in the language of ``env``, with the interest when there is some"""
        rows = []
        for instalment in self.instalment_ids:
            amounts = [instalment.amount, instalment.interest_amount] if self.interest_amount else []
            rows.append([format_date(env, instalment.date)] + [
                formatLang(env, amount, currency_obj=self.currency_id) for amount in (*amounts, instalment.total_amount)])
        return rows

    def action_revoke_link(self):
        """Close the pages of these plans: the links in the mails open them no more."""
        self.profile_id._check_collector()
        self.check_access("write")
        # sudo: the token is recorded by the system; the right has been checked.
        self.sudo().access_token = False
        return show_notice(self.env._("The link does not open the plan any more. “Send Again” makes a new one."))

    def _renew_links(self):
        """Close the links in the mails of these plans: the customer answers by those in the account."""
        self.access_token = False
        for promise in self:
            promise._portal_ensure_token()

    def _is_link_expired(self, today):
        """:return: whether the page of the plan is closed to those who come by the link"""
        self.ensure_one()
        ended = self.date_closed or (self.state == "proposed" and self.next_date)
        return bool(ended) and ended + timedelta(PAGE_KEPT) < today

    def _can_be_answered(self, today):
        """:return: whether the customer may still accept or decline on ``today``"""
        self.ensure_one()
        return self.state == "proposed" and bool(self.next_date) and self.next_date >= today

    def _accept(self, name, today):
        """Bring the plan into force in the customer's name.

        :param str name: name entered by the person who accepts
        :raise UserError: when the plan no longer waits for an answer
        """
        self._check_answerable(today)
        self.write({"accepted_by": name, "accepted_on": fields.Datetime.now(), "source": "portal"})
        self._open(today)
        self._message_log(body=self.env._("Accepted by %(name)s.", name=name))

    def _decline(self, name, reason, today):
        """:raise UserError: when the plan no longer waits for an answer"""
        self._check_answerable(today)
        self._set_state("cancelled", date_closed=today)
        text = self.env._("Repayment plan declined by %(name)s: %(reason)s", name=name, reason=reason)
        self._message_log(body=text)
        self.activity_schedule(
            "mail.mail_activity_data_todo", date_deadline=today, summary=text, user_id=self._get_collector().id)

    def _check_answerable(self, today):
        if not self._can_be_answered(today):
            raise UserError(self.env._("This plan no longer waits for an answer. Please contact us for a new one."))

    @api.model
    def _get_page_values(self, promise_sudo, today):
        """:return: plain values for the page of a plan, formatted in the language of the reader"""
        env = self.env
        return {
            "title": env._("Repayment Plan"),
            "customer": promise_sudo.partner_id.name,
            "company": promise_sudo.company_id.name,
            "items": [
                {
                    "number": line.move_id.name,
                    "due": format_date(env, line.date_maturity or line.date),
                    "open": formatLang(env, line.amount_residual, currency_obj=promise_sudo.currency_id),
                }
                for line in promise_sudo.line_ids.sorted(lambda line: (line.date_maturity or line.date, line.id))
            ],
            "rows": promise_sudo._get_plan_rows(env),
            "with_interest": bool(promise_sudo.interest_amount),
            "interest_note": promise_sudo._get_interest_note(env),
            "total": formatLang(
                env, promise_sudo.amount + promise_sudo.interest_amount, currency_obj=promise_sudo.currency_id),
            "state": promise_sudo.state,
            "can_answer": promise_sudo._can_be_answered(today),
            "accepted_by": promise_sudo.accepted_by,
            "accepted_on": promise_sudo.accepted_on and format_date(
                env, promise_sudo.company_id._get_credit_today(promise_sudo.accepted_on)),
            "url": promise_sudo.access_url,
        }
