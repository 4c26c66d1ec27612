from odoo import fields, models
from odoo.tools import SQL, LazyTranslate

from ...tools.exposure.open_credits import sum_net
from ..common.kept_text import keep
from ..followup.case import Case

_lt = LazyTranslate(__name__)

WITHHELD = _lt("Test mode: not sent.")


class CreditFollowup(models.Model):
    """What a message in the queue demands is read again by the job that sends it: a payment may have come in between."""

    _inherit = "credit.followup"

    # What a collector wrote instead of the text of the level, for when the e-mail is written once more.
    own_subject = fields.Char(readonly=True)
    own_text = fields.Html(readonly=True, sanitize=False, prefetch=False)

    def _prepare_vals(self, case, channel, today):
        vals = super()._prepare_vals(case, channel, today)
        if channel == "mail" and (case.subject or case.text is not None):
            vals.update(own_subject=case.subject, own_text=case.text)
        return vals

    def _prepare_retry_case(self, today):
        return super()._prepare_retry_case(today)._replace(**self._get_own_texts())

    def _get_own_texts(self):
        return {"subject": self.own_subject or None, "text": self.own_text if self.own_text else None}

    def _refresh_queued(self, message, today):
        """Bring a queued message up to date with what is open of its items now; without need it stays as it is.

        :param message: the outgoing message of this follow-up
        :return: whether there is still something to demand; if not, the follow-up is skipped
        """
        self.ensure_one()
        if self._withhold_queued():
            return False
        case = self._prepare_queued_case(today)
        if not self._has_changed(case):
            return True
        if not self._is_worth_sending(case):
            self._skip_queued(today)
            return False
        self.write({
            "amount_due": case.amount_due, "days_overdue": case.days_overdue,
            "line_ids": [fields.Command.set([item.id for item in case.items])],
            **self._get_channel_service(self.channel)._rewrite(self, message, case, today),
        })
        return True

    def _prepare_queued_case(self, today):
        """:return: the case about what may be demanded now of the listed debts, net of all open credits"""
        OpenItems, profile = self.env["credit.open.item"], self.profile_id
        listed = SQL(
            "(item.residual < 0 OR line.id = ANY(%s)) AND %s", self.line_ids.ids,
            OpenItems._get_followed_condition(fields.Date.to_date("9999-12-31")))
        items = OpenItems._read(profile, today, listed, announced=True)[profile]
        items = [item for item in items if profile.currency_id.compare_amounts(item.amount, 0.0)]
        days = max(((today - item.due_date).days for item in items if item.residual > 0), default=0)
        amount = profile.currency_id.round(sum_net(items))
        return self.env["credit.addressee"]._select_part(Case(
            profile, self.level_id, items, amount, days, (self.channel,), self.repeat_number or 0,
            contact=self.contact_id or self.partner_id, **self._get_own_texts()), self.part_key or 0)

    def _drop_settled(self, today):
        """Skip the follow-up when nothing of its items is to be demanded any more; its message stays as it is.

        :return: whether there is still something to demand
        """
        self.ensure_one()
        if self._withhold_queued():
            return False
        case = self._prepare_queued_case(today)
        if self._has_changed(case) and not self._is_worth_sending(case):
            self._skip_queued(today)
            return False
        return True

    def _withhold_queued(self):
        """What waited in the queue when the test mode began, or when its contact left the customer, does not leave: it may be
        tried again, once the company is live or with another contact.

        :return: whether it is withheld
        """
        if self.company_id._is_credit_test_mode():
            error = WITHHELD
        elif self.env["credit.addressee"]._has_left(self.profile_id, self.contact_id):
            error = _lt(
                "%(contact)s is no contact of %(customer)s any more: send it again.", contact=self.contact_id.name,
                customer=self.partner_id.name)
        else:
            return False
        self.deadline_activity_id.filtered("active").unlink()
        self._set_state("failed", error=keep(error))
        return True

    def _is_worth_sending(self, case):
        minimum = self.level_id._get_min_amount(self.currency_id)
        return not self.env["credit.followup.round"]._find_obstacle(case) and (
            self.currency_id.compare_amounts(case.amount_due, minimum) > 0)

    def _has_changed(self, case):
        return bool(
            self.currency_id.compare_amounts(case.amount_due, self.amount_due)
            or {item.id for item in case.items} != set(self.line_ids.ids))

    def _skip_queued(self, today):
        self.deadline_activity_id.filtered("active").unlink()
        # By way of «failed»: evidence of what was sent is skipped by nobody.
        self._set_state("failed")
        self._set_state(
            "skipped", done_date=today, error=False, note=keep(_lt("Nothing left to collect when it was to be sent.")))
