from odoo import api, models
from odoo.tools import format_date

from odoo.addons.credit_collection_legal.models.credit_evidence import Section


class CreditEvidence(models.AbstractModel):
    """The interest sheet: late interest and compensation of the items, with how they were worked out."""

    _inherit = "credit.evidence"

    @api.model
    def _get_sections(self):
        return [
            *super()._get_sections(), Section(105, "interest", self.env._("Late interest"), "_collect_interest")]

    @api.model
    def _collect_interest(self, case, langs):
        charges = self.env["credit.charge"].search(
            [("move_id", "in", case.line_ids.move_id.ids), ("kind", "in", ("interest", "compensation")),
             ("state", "in", ("accrued", "billed"))], order="move_id, kind, date")

        def describe(localized):
            env = localized.env
            records = charges.with_env(env)
            explained = records._explain()
            kinds = dict(records._fields["kind"]._description_selection(env))
            headings = [env._("Invoice"), env._("Kind"), env._("Until"), env._("How It Was Worked Out"), env._("Amount")]
            return headings, [[
                charge.move_id.name or "", kinds[charge.kind], format_date(env, charge.date),
                "; ".join(charge._describe_slices(*explained[charge], env)) if charge in explained else "",
                localized.currency_id.format(charge.amount)] for charge in records]

        return self._make_sheets(case, langs, lambda env: env._("Interest sheet"), describe, (4,))
