from odoo import api, models
from odoo.fields import Command

from ...tools.common.clock import add_days
from ...tools.promise.instalments import plan
from ..statement.statement_writer import StatementWriter


class CreditPortalAccount(models.AbstractModel):
    """What customers promise in the portal: a date, which counts at once if it is near, or instalments, for approval."""

    _inherit = "credit.portal.account"

    @api.model
    def _get_promisable(self, items, today):
        """:return: ``{journal item: what can be promised of it}`` in company currency, of those of ``items`` that are debts,
            less what is in dispute or on its way, and that no promise covers"""
        lines = self._get_payable_lines([item for item in items if item.residual > 0])
        covered = self._get_promised(lines)
        free = lines.filtered(lambda line: line.id not in covered)._get_promisable_amounts(today)
        return {line: amount for line, amount in free.items() if line.company_currency_id.compare_amounts(amount, 0.0) > 0}

    @api.model
    def _describe_promisable(self, profile, free):
        """:param dict free: of :meth:`_get_promisable`
        :return: values of a form about these items"""
        writer = StatementWriter(self.env, self.env.lang)
        own = self._get_own_amounts(free)
        return {
            "rows": [
                {"number": line.move_name, "due": writer.format_date(line._get_credit_due_date()),
                 "amount": writer.format_amount(amount, line.currency_id.id)} for line, amount in own.items()],
            "totals": self._format_sums(writer, self._sum_by_currency(own)),
            "items": ",".join(str(line.id) for line in free),
        }

    @api.model
    def _get_own_amounts(self, free):
        """:return: ``{journal item: what can be promised of it}`` in its own currency"""
        return {
            line: line._get_own_part(amount) for line, amount in free.items()}

    @api.model
    def _sum_by_currency(self, amounts):
        sums = {}
        for line, amount in amounts.items():
            sums[line.currency_id] = sums.get(line.currency_id, 0.0) + amount
        return {currency: currency.round(amount) for currency, amount in sums.items()}

    @api.model
    def _format_sums(self, writer, sums):
        return [writer.format_amount(amount, currency.id) for currency, amount in sums.items()]

    @api.model
    def _describe_plan(self, free, first, count, interval):
        """:return: list of texts ``(day, amounts)`` of the instalments, in the currencies of the items; promises are kept in
            the currency of the company, see :meth:`_lay_out`"""
        writer = StatementWriter(self.env, self.env.lang)
        plans = {
            currency: plan(amount, first, currency.rounding, count=count, interval=interval)
            for currency, amount in self._sum_by_currency(self._get_own_amounts(free)).items()}
        days = next(iter(plans.values()), [])
        return [(writer.format_date(part.date), self._format_sums(writer, {
            currency: parts[place].amount for currency, parts in plans.items() if place < len(parts)}))
            for place, part in enumerate(days)]

    @api.model
    def _lay_out(self, profile, free, first, count, interval):
        """:return: list of the instalments, see ``tools/promise/instalments.py``"""
        currency = profile.currency_id
        return plan(currency.round(sum(free.values())), first, currency.rounding, count=count, interval=interval)

    @api.model
    def _promise(self, profile, contact, free, parts, note, today):
        """Record what ``contact`` of the customer promises. Near dates count at once, all else waits for approval.

        :param parts: list of the instalments, of :meth:`_lay_out`
        :return: the promise, for code
        :raise UserError: when it cannot be recorded
        """
        promise = self.env["credit.promise"].sudo().create({
            "profile_id": profile.id, "author_id": contact.id, "source": "portal", "date": today, "note": note or False,
            "user_id": self._get_responsible(profile).id,
            "line_ids": [Command.set([line.id for line in free])],
            "instalment_ids": [Command.create({"date": part.date, "amount": part.amount}) for part in parts],
        })
        promise._submit(today)
        return promise

    @api.model
    def _has_lost_trust(self, profile, free):
        """:return: whether earlier promises on these items were not kept so often that only a credit manager accepts more"""
        company = profile.company_id
        if not company.credit_promise_limit_renewals:
            return False
        lines = self.env["account.move.line"].sudo().concat(*free)
        return self.env["credit.promise"].sudo()._count_lost(lines) > company.credit_promise_max_renewals

    @api.model
    def _get_responsible(self, profile):
        """:return: the user who takes care of what a customer does in the portal, maybe none"""
        return self._get_candidates(profile)[:1]

    @api.model
    def _get_candidates(self, profile):
        """:return: the users who may take care of it, the first one first"""
        candidates = profile._get_collector() | profile.company_id.credit_manager_id
        return candidates._credit_at_work()


class CreditPromise(models.Model):
    _inherit = "credit.promise"

    def _is_of_customer(self):
        """:return: whether a contact of the customer made the promise, in the portal"""
        return self.source == "portal" and self.author_id.commercial_partner_id == self.profile_id.partner_id

    def _needs_approval(self, today):
        """Customers may promise a near date; instalments, or a date further away, are proposals."""
        if super()._needs_approval(today):
            return True
        near = add_days(today, self.company_id.credit_portal_promise_days)
        return self._is_of_customer() and (
            len(self.instalment_ids) > 1 or max(self.instalment_ids.mapped("date")) > near)

    def _get_decider(self):
        """Who proposes in the portal decides nothing, not even where nobody else does."""
        decider = super()._get_decider()
        return decider or (self.env.ref("base.user_admin").sudo() if self.env.user.share else decider)

    def _on_opened(self, today):
        """Tell customers that what they proposed is accepted."""
        result = super()._on_opened(today)
        # Accepted on the page of the plan, the customer knows.
        self._tell_proposers(self.filtered(lambda promise: promise.approved_by_id and not promise.accepted_by), True)
        return result

    def action_cancel(self):
        """Tell customers that what they proposed is not accepted."""
        refused = self.filtered(lambda promise: promise.state in ("draft", "to_approve"))
        result = super().action_cancel()
        self._tell_proposers(refused, False)
        return result

    @api.model
    def _tell_proposers(self, promises, is_accepted):
        # sudo: outgoing mails belong to the system; the right to decide has been checked.
        own = promises.sudo().filtered(lambda promise: promise._is_of_customer())
        own.env["credit.notice"]._queue([
            (promise.profile_id, lambda env, promise=promise: promise._compose_decision(env, is_accepted)) for promise in own])

    def _compose_decision(self, env, is_accepted):
        """:return: subject and values of the answer to a proposal, in the language of ``env``"""
        promise = self.with_env(env)
        items, company = promise._name_items(promise.line_ids), promise.company_id.name
        if is_accepted:
            lines = [env._("we accept the plan that you proposed for %(items)s.", items=items)]
        else:
            lines = [env._("we cannot accept the plan that you proposed for %(items)s. Please contact us.", items=items)]
        return env._("%(company)s: your proposal", company=company), {
            "lines": lines, "columns": [env._("Date"), env._("To pay")],
            "rows": [[row[0], row[-1]] for row in promise._get_plan_rows(env)],
        }
