from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import LazyTranslate

from ..common.kept_text import KeptText, keep, keep_label

_lt = LazyTranslate(__name__)

# What a rating says about its customers beside the hold rules; then what the company says about customers without rating.
RATING_POLICY = (
    "limit_mode", "limit_rule", "limit_amount", "limit_months", "payment_term_id", "max_term_days", "followup_plan_id",
    "review_months", "benefit_pricelist_id", "min_score", "grace_days", "country_ids", "industry_ids", "category_ids",
)
COMPANY_POLICY = (
    "credit_new_limit_mode", "credit_max_term_days", "credit_grace_days", "credit_followup_plan_id")
# These decide about orders, with the hold rules.
ORDER_POLICY = {"max_term_days", "grace_days"}


class CreditRatingLog(models.Model):
    """Every change of the written policy, of a rating or of customers without one: who, when, why, before and after.

    Written by code only: nobody has the right to create, change or delete a row.
    """

    _name = "credit.rating.log"
    _description = "Credit Policy Change Log"
    _order = "id desc"
    _rec_name = "rule"
    _rec_names_search = ["rating_code", "field_name"]

    rating_id = fields.Many2one("credit.rating", readonly=True, index="btree_not_null", ondelete="set null")
    # Kept though the rating may be deleted; empty: customers without rating.
    rating_code = fields.Char(readonly=True)
    company_id = fields.Many2one(
        "res.company", readonly=True, index="btree_not_null", help="Empty for a rating that all companies share.",
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Changed By", required=True, readonly=True)
    field_name = fields.Char(required=True, readonly=True)
    rule = fields.Char(string="Changed", compute="_compute_rule")
    before = KeptText(readonly=True)
    after = KeptText(readonly=True)
    reason = fields.Char(readonly=True)

    @api.depends("field_name", "rating_code")
    @api.depends_context("lang")
    def _compute_rule(self):
        labels = {
            name: field["string"] for model in ("res.company", "credit.rating")
            for name, field in self.env[model].fields_get(attributes=["string"]).items()
        }
        for log in self:
            log.rule = labels.get(log.field_name, log.field_name)

    @api.model
    def _get_changed(self, records, names, vals):
        """:return: those of ``names`` to which ``vals`` gives another value than one of the records has"""
        return [name for name in names if name in vals and any(
            record._fields[name].convert_to_write(record[name], record) != vals[name] for record in records)]

    @api.model
    def _snapshot(self, records, names):
        """:return: ``{record: {field: text to be kept of its value}}``"""
        return {record: {name: self._get_text(record, name) for name in names} for record in records}

    @api.model
    def _get_text(self, record, name):
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            return value.sudo().display_name or ""  # sudo: names of terms and plans are no secret to who sets the policy.
        if field.type == "many2many":
            return ", ".join(value.sudo().mapped("display_name"))  # sudo: as above.
        if field.type == "boolean":
            return keep(_lt("Yes") if value else _lt("No"))
        if field.type == "monetary":
            return record.currency_id.format(value)
        if field.type == "selection":
            return keep_label(record, name)
        return f"{value:g}" if field.type == "float" else str(value)

    @api.model
    def _pop_evidence(self, vals, prefix=""):
        """Take out of ``vals`` what goes into the log instead of onto the rating or company; to be extended.

        :param str prefix: before the names of the fields of the company
        :return: values of this log
        """
        return {"reason": vals.pop(f"{prefix}change_reason", None)}

    @api.model
    def _record(self, before, names, evidence):
        """Record what differs from the snapshot ``before``, all in one insert."""
        after = self._snapshot(before, names)
        # sudo: the log is evidence, nobody may write it by hand.
        self.sudo().create([
            {
                "rating_id": record.id if record._name == "credit.rating" else False,
                "rating_code": record.code if record._name == "credit.rating" else False,
                "company_id": record.company_id.id if record._name == "credit.rating" else record.root_id.id,
                "field_name": name,
                "before": texts[name],
                "after": after[record][name],
                **evidence,
                "user_id": self.env.uid,
            }
            for record, texts in before.items()
            for name in names
            if texts[name] != after[record][name]
        ])


class CreditRating(models.Model):
    """A change of policy is logged, waits for confirmations under way, and lifts what it allows."""

    _inherit = "credit.rating"

    # Not kept here: what is written goes into the log of the changes that are written with it.
    change_reason = fields.Char(
        string="Reason of the Change", store=False, help="Recorded in the policy change log with the changes you "
                                                         "make now.",
    )

    def write(self, vals):
        vals = dict(vals)
        Log = self.env["credit.rating.log"]
        evidence = Log._pop_evidence(vals)
        columns = self._get_rule_columns()
        names = Log._get_changed(self, (*RATING_POLICY, *columns), vals)
        if not names:
            return super().write(vals)
        before = Log._snapshot(self, names)
        rated = Domain("rating_id", "in", self.ids) if not (ORDER_POLICY | {*columns}).isdisjoint(names) else Domain.FALSE
        profiles_sudo = self.env["credit.guard"]._guard_policy(rated)
        result = super().write(vals)
        Log._record(before, names, evidence)
        profiles_sudo._reevaluate_policy()
        return result
