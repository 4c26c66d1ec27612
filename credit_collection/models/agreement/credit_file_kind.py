from odoo import api, fields, models

from ...const import WITH_ARCHIVED


class CreditFileKind(models.Model):
    """A kind of document of the credit file: licence, accounts, bank reference …, and who has to hand it in."""

    _name = "credit.file.kind"
    _description = "Kind of Document"
    _inherit = ["credit.shared.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)],
        help="Leave empty to share the kind between all companies.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    is_required = fields.Boolean(string="Required", help="The credit file is incomplete without it.")
    rating_ids = fields.Many2many(
        "credit.rating", string="For Ratings", check_company=True, context=WITH_ARCHIVED, help="Empty: whatever the rating.")
    min_limit = fields.Monetary(
        string="From Credit Limit", default=0.0, bounds=(0, 1e12),
        help="In company currency. Customers without limit need it too; 0: whatever the limit.")
    valid_months = fields.Integer(
        string="Valid For (months)", default=0, bounds=(0, 600), help="Proposed for new documents. 0: without end.",
        aggregator=None)
    is_agreement = fields.Boolean(
        string="Met by the Credit Agreement", help="An agreement that the customer has accepted counts as this document.")
    blocks_approval = fields.Boolean(
        string="Needed to Approve Credit", help="Reviews that give more credit are not approved without a valid document.")
    max_age_days = fields.Integer(
        string="Not Older Than (days)", default=0, bounds=(0, 3650),
        help="When credit is approved, counted from the date of the document. 0: as long as it is valid.", aggregator=None)

    @api.depends_context("company")
    @api.depends("company_id")
    def _compute_currency_id(self):
        for kind in self:
            kind.currency_id = (kind.company_id or self.env.company.root_id).currency_id
