"""What webhooks are told of, where it happens."""

from odoo import api, models
from odoo.tools import format_date

from .notices import Notice


class CreditPromise(models.Model):
    _inherit = "credit.promise"

    def _on_opened(self, today):
        result = super()._on_opened(today)
        self._tell_webhooks("promise_made", lambda promise, env: env._(
            "%(customer)s promised %(amount)s by %(date)s.", **promise._name_for_webhooks(env)))
        return result

    def _report_outcome(self, today):
        result = super()._report_outcome(today)
        self.filtered(lambda promise: promise.state == "kept")._tell_webhooks("promise_kept", lambda promise, env: env._(
            "%(customer)s kept the promise of %(amount)s by %(date)s.", **promise._name_for_webhooks(env)))
        return result

    def _on_broken(self, today):
        result = super()._on_broken(today)
        self._tell_webhooks("promise_broken", lambda promise, env: env._(
            "%(customer)s broke the promise of %(amount)s by %(date)s: %(received)s received.",
            received=promise.currency_id.with_env(env).format(promise.received_amount), **promise._name_for_webhooks(env)))
        return result

    def _tell_webhooks(self, code, compose):
        self.env["credit.webhook"]._tell(code, lambda: [
            Notice(
                promise.profile_id, promise, lambda env, promise=promise: compose(promise, env), promise.amount,
                {"date": promise._get_last_date().isoformat(), "received": promise.received_amount,
                 "source": promise.source})
            for promise in self.sudo()])  # sudo: the profile of a promise may be that of another company's customer.

    def _name_for_webhooks(self, env):
        return {
            "customer": self.profile_id.partner_id.with_env(env).name,
            "amount": self.currency_id.with_env(env).format(self.amount),
            "date": format_date(env, self._get_last_date()),
        }

    def _get_last_date(self):
        return max(self.instalment_ids.mapped("date"))


class CreditDispute(models.Model):
    _inherit = "credit.dispute"

    def _open(self, today):
        opening = self.filtered(lambda dispute: dispute.state != "open")
        result = super()._open(today)
        self.env["credit.webhook"]._tell("dispute_opened", lambda: [
            Notice(
                dispute.profile_id, dispute, lambda env, dispute=dispute: dispute._compose_for_webhooks(env),
                dispute.company_amount, {"invoice": dispute.move_id.name, "reason": dispute.reason_id.name})
            for dispute in opening.sudo()])  # sudo: collectors need not read invoices.
        return result

    def _compose_for_webhooks(self, env):
        dispute = self.with_env(env)
        return env._(
            "%(customer)s disputes %(amount)s of %(invoice)s: %(reason)s", customer=dispute.profile_id.partner_id.name,
            amount=dispute.currency_id.format(dispute.amount), invoice=dispute.move_id.name, reason=dispute.reason_id.name)


class CreditHold(models.Model):
    _inherit = "credit.hold"

    def _schedule_decision(self):
        result = super()._schedule_decision()
        self.env["credit.webhook"]._tell("order_held", lambda: [
            Notice(
                hold.profile_id, hold, lambda env, hold=hold: hold._compose_for_webhooks(env), hold.order_amount,
                {"order": hold.order_name, "reasons": hold.reason_ids.mapped("code")})
            for hold in self.sudo()])  # sudo: salespeople need not read holds.
        return result

    def _compose_for_webhooks(self, env):
        hold = self.with_env(env)
        return env._(
            "Order %(order)s of %(customer)s over %(amount)s is held: %(reasons)s", order=hold.order_name,
            customer=hold.partner_id.name, amount=hold.currency_id.format(hold.order_amount),
            reasons=", ".join(hold.reason_ids.mapped("name")))


class CreditReply(models.Model):
    _inherit = "credit.reply"

    @api.model
    def _receive(self, profile, message):
        reply = super()._receive(profile, message)
        self.env["credit.webhook"]._tell("reply", lambda: [
            Notice(profile, reply, reply._compose_for_webhooks, reply.amount, {"read_as": reply.kind or ""})])
        return reply

    def _compose_for_webhooks(self, env):
        reply = self.with_env(env)
        return env._(
            "%(customer)s answered: %(proposal)s", customer=reply.profile_id.partner_id.name, proposal=reply.proposal)
