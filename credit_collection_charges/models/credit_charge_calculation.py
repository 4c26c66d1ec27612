from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, formatLang

from ..tools.accrual import explain
from ..tools.interest import Slice


class CreditCharge(models.Model):
    """How interest was worked out, day by day on what was open: shown, printed on the bill, kept as evidence."""

    _inherit = "credit.charge"

    @api.depends("slices", "date_to", "amount", "state")
    @api.depends_context("lang")
    def _compute_calculation(self):
        explained = self._origin.sudo()._explain()  # sudo: figures of the ledger.
        for charge in self:
            charge.calculation = charge._render_slices(*explained.get(charge._origin.sudo(), ([], 0.0)))

    def _explain(self):
        """:return: ``{interest charge: ([Slice], charged before)}``, as kept, else worked out from the ledger; the amounts add
            up to the charge"""
        explained = {}
        open_charges = self.browse()
        for charge in self.filtered(lambda charge: charge.kind == "interest"):
            if charge.slices is not False and charge.slices is not None:
                explained[charge] = [charge._load_slice(row) for row in charge.slices], charge.charged_before
            elif charge.line_id and charge.date_to:
                open_charges |= charge
            else:
                explained[charge] = [], 0.0
        for day, charges in open_charges.grouped("date_to").items():
            decisions = {decision.item.id: decision for decision in self._get_decisions(
                charges.profile_id, day, charges.line_id.ids)[0]}
            for charge in charges:
                decision = decisions.get(charge.line_id.id)
                interest = decision and decision.interest
                explained[charge] = explain(
                    interest, charge.amount, charge.date_from, charge.currency_id.rounding) if interest else ([], 0.0)
        return explained

    @api.model
    def _load_slice(self, row):
        to_date = fields.Date.to_date
        return Slice(to_date(row[0]), to_date(row[1]), *row[2:])

    def _keep_slices(self):
        """Keep how these charges were worked out: the ledger goes on."""
        for charge, (slices, before) in self._explain().items():
            charge.write({
                "slices": [[str(part.date_from), str(part.date_to), *part[2:]] for part in slices], "charged_before": before})

    def _describe_slices(self, slices, before, env):
        """:return: list of sentences, one for each slice, in the language of ``env``"""
        self.ensure_one()

        def show(amount):
            return formatLang(env, amount, currency_obj=self.currency_id)

        texts = [env._(
            "%(from)s – %(to)s: %(days)s days on %(principal)s at %(percent)s %%: %(amount)s",
            **{"from": format_date(env, part.date_from)}, to=format_date(env, part.date_to), days=part.days,
            principal=show(part.principal), percent=f"{part.percent:g}", amount=show(part.amount)) for part in slices]
        return [*texts, env._("less what was charged before: %(amount)s", amount=show(-before))] if before else texts

    def _render_slices(self, slices, before):
        rows = [Markup("<li>%s</li>") % row for row in self._describe_slices(slices, before, self.env)]
        return Markup("<ul class='mb-0'>%s</ul>") % Markup("").join(rows) if rows else False
