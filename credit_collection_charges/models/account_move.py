from odoo import fields, models
from odoo.exceptions import AccessError

from odoo.addons.credit_collection.models.common.kept_text import choose_language

VIEWER = "credit_collection.credit_collection_group_viewer"
MANAGER = "credit_collection.credit_collection_group_manager"


class AccountMove(models.Model):
    """What invoices and credit notes say about charges for late payment."""

    _inherit = "account.move"

    credit_interest_rule_id = fields.Many2one(
        "credit.interest.rule", string="Late Payment Terms", readonly=True, copy=False, index="btree_not_null",
        ondelete="restrict", groups=VIEWER, help="Kept when the invoice was posted.")
    credit_interest_percent = fields.Float(
        string="Late Interest (% per year)", readonly=True, copy=False, digits=(16, 4), groups=VIEWER,
        help="Rate at posting. It does not change with the table where the terms say so.", aggregator=None)
    credit_interest_unchecked = fields.Boolean(
        string="Rate Not Checked", readonly=True, copy=False, groups=VIEWER,
        help="At posting nobody had checked whether the rate was still in force: interest is worked out with that of the "
             "table.")
    credit_interest_terms = fields.Char(
        string="Terms of Late Payment", readonly=True, copy=False, help="Kept at posting, and printed on the invoice.")
    credit_no_charges = fields.Boolean(
        string="No Charges", copy=False, groups=VIEWER, help="No interest and no compensation for this invoice.")
    credit_billed_charge_ids = fields.One2many("credit.charge", "bill_id", string="Charges Billed", groups=VIEWER)
    credit_is_from_start = fields.Boolean(
        string="Wrong from the Start", copy=False, groups=VIEWER,
        help="What this credit note takes back was never owed: late interest on it is taken back from the first day.")

    def write(self, vals):
        if "credit_no_charges" in vals and not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only credit managers exempt invoices from charges."))
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self._credit_unbill()
        if "credit_is_from_start" in vals:
            self._credit_recalculate_charges()
        return result

    def unlink(self):
        # sudo: who deletes a draft need not see the charges that are owed as before.
        charges = self.sudo().credit_billed_charge_ids
        result = super().unlink()
        charges._unbill()
        return result

    def _credit_unbill(self):
        """The charges of a cancelled document are owed as before."""
        self.sudo().credit_billed_charge_ids._unbill()  # sudo: as in unlink.

    def _credit_recalculate_charges(self):
        """Work out anew the charges of what these credit notes settle."""
        debts = self.line_ids.matched_debit_ids.debit_move_id
        # sudo: who corrects a credit note need not see the charges that follow from it.
        self.env["credit.charge"].sudo()._recalculate(debts.sudo())

    def _post(self, soft=True):
        posted = super()._post(soft)
        posted.filtered(lambda move: move.move_type == "out_invoice")._credit_keep_terms()
        return posted

    def _credit_keep_terms(self):
        """Keep the rate of the invoice date on posted invoices whose terms want that, and the terms in words."""
        Rule = self.env["credit.interest.rule"].sudo()  # sudo: who posts invoices need not see the tables of rates.
        for move in self.sudo():
            rule = Rule._choose(move)
            if not rule or not (rule.follows == "invoice" or rule.print_on_invoice):
                continue
            if rate := rule._find_rate(move.invoice_date):
                is_last = bool(rule.known_until) and move.invoice_date > rule.known_until
                move.write(move._prepare_terms(rule, *rate, is_last))
                if is_last:
                    rule._ask_for_rates(move.company_id.root_id)

    def _prepare_terms(self, rule, since, percent, is_last):
        """:param bool is_last: whether nobody has checked that there is no rate after that of the day ``since``"""
        env = self.with_context(lang=choose_language(self.env, self.partner_id.lang)).env
        # What is printed is what was stated to the customer.
        return {
            "credit_interest_rule_id": rule.id, "credit_interest_percent": percent,
            "credit_interest_unchecked": is_last and not rule.print_on_invoice,
            "credit_interest_terms": (
                rule.with_env(env)._describe(percent, env, is_last and since) if rule.print_on_invoice else False)}


class CreditDispute(models.Model):
    _inherit = "credit.dispute"

    def _create_credit_note(self, today):
        result = super()._create_credit_note(today)
        for dispute in self.filtered(lambda dispute: dispute.credit_note_id and dispute.reason_id.is_from_start):
            dispute.credit_note_id.credit_is_from_start = True
        return result
