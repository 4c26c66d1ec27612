from odoo import api, models

from odoo.addons.credit_collection.tools.promise.judgement import allocate

from .received import read_settled


class CreditEvidence(models.AbstractModel):
    """What was demanded, promised and received, in company currency and in those in which the debts are owed."""

    _inherit = "credit.evidence"

    @api.model
    def _describe_demanded(self, followups):
        """:return: ``{follow-up: amount in words}``: what was demanded, and what its items owed in their own currencies, as it
            was known then"""
        settled = self._read_settled(followups.line_ids)
        return {followup: self._describe_money(followup.currency_id, followup.amount_due, [
            (line, self._get_open(line, settled, lambda row, followup=followup: row.created < followup.create_date))
            for line in followup.line_ids]) for followup in followups}

    @api.model
    def _describe_promised(self, promises):
        """:return: ``{promise: (what was promised, what was received of it), in words}``"""
        settled = self._read_settled(promises.line_ids)
        return {promise: (
            self._describe_money(promise.currency_id, promise.amount, self._get_promised(promise, settled)),
            self._describe_money(promise.currency_id, promise.received_amount, [
                (line, sum(row.amount for row in settled.get(line.id, ()) if row.is_payment
                           and row.match_id > promise.last_partial_id
                           and not (promise.date_closed and row.date > promise.date_closed)))
                for line in promise.line_ids])) for promise in promises}

    @api.model
    def _get_promised(self, promise, settled):
        """:return: list of pairs of an item and what of it was promised, in its currency"""
        owed = promise.line_owed or []
        lines = {line.id: line for line in promise.line_ids}
        shares = allocate(promise.amount, [amount for _id, amount in owed], promise.currency_id.rounding)
        return [
            (lines[line_id], self._get_open(
                lines[line_id], settled, lambda row: row.match_id <= promise.last_partial_id) * share / amount)
            for (line_id, amount), share in zip(owed, shares, strict=True) if line_id in lines and amount]

    @api.model
    def _read_settled(self, lines):
        """:return: ``{item id: [Settled]}`` of those in other currencies than that of their company"""
        foreign = lines.filtered(lambda line: line.currency_id != line.company_currency_id)
        found = {line_id: [] for line_id in foreign.ids}
        for row in read_settled(foreign):
            found[row.line_id].append(row)
        return found

    @api.model
    def _get_open(self, line, settled, is_before):
        """:return: what was open of an item, in its currency; of one in company currency, what it came to"""
        return line.amount_currency - sum(row.amount for row in settled.get(line.id, ()) if is_before(row))

    @api.model
    def _describe_money(self, currency, amount, parts):
        """:param parts: list of pairs of an item and an amount in its currency; :return: text"""
        text, sums = currency.format(amount), {}
        for line, value in parts:
            other = line.currency_id.with_env(currency.env)
            if other != currency:
                sums[other] = sums.get(other, 0.0) + value
        own = " + ".join(other.format(value) for other, value in sums.items() if not other.is_zero(value))
        return f"{text} ({own})" if own else text
