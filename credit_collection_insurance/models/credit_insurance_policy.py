from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class CreditInsurancePolicy(models.Model):
    """A contract with a credit insurer: what it covers, and the deadlines that keep the cover."""

    _name = "credit.insurance.policy"
    _inherit = ["credit.roles.mixin", "mail.thread"]
    _description = "Credit Insurance Policy"
    _order = "date_from desc, id desc"

    name = fields.Char(string="Policy Number", required=True, tracking=True)
    active = fields.Boolean(default=True)
    insurer_id = fields.Many2one("res.partner", required=True, index="btree_not_null", tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, domain=[("parent_id", "=", False)], role="fixed",
        default=lambda self: self.env.company.root_id)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.root_id.currency_id, role="fixed",
        help="Of the covers and of the premium.")
    date_from = fields.Date(string="From", required=True, tracking=True)
    date_to = fields.Date(string="Until", tracking=True, help="Last day; without one, until the policy is archived.")
    country_ids = fields.Many2many(
        "res.country", string="Only Countries", help="Customers in these countries. Leave empty for all.")
    coverage = fields.Float(
        string="Coverage (%)", default=90.0, bounds=(0, 100), digits=(5, 2), required=True, tracking=True, aggregator=None,
        help="Share of a loss that the insurer pays; proposed for new covers.")
    covers_tax = fields.Boolean(
        tracking=True, help="Otherwise claims are insured without the tax of their invoices.")
    stop_days = fields.Integer(
        string="Stop Deliveries After (days)", default=60, bounds=(0, 3650), tracking=True, aggregator=None,
        help="From the first due date of the oldest open item. What is delivered later is not insured. 0: never.")
    report_days = fields.Integer(
        string="Report Overdue Within (days)", default=90, bounds=(0, 3650), tracking=True, aggregator=None,
        help="From the first due date. An item that is reported later is not insured. 0: no such deadline.")
    claim_days = fields.Integer(
        string="File Claim Within (days)", default=180, bounds=(0, 3650), tracking=True, aggregator=None,
        help="From the first due date. 0: no such deadline.")
    premium_rate = fields.Float(
        string="Premium (‰ of turnover)", default=0.0, bounds=(0, 1000), digits=(8, 4), aggregator=None)
    declares = fields.Selection(
        [("all", "All customers"), ("covered", "Customers with a cover")], string="Turnover Declared", default="all",
        required=True)
    document_ids = fields.One2many(
        "credit.insurance.document", "policy_id", string="Documents of a Claim", help="Asked for when a claim is filed.")
    cover_ids = fields.One2many("credit.insurance.cover", "policy_id", string="Covers")
    cover_count = fields.Integer(compute="_compute_cover_count")
    note = fields.Text()

    _check_dates = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)", "The policy ends before it begins.")

    @api.depends("cover_ids")
    def _compute_cover_count(self):
        counts = dict(self.env["credit.insurance.cover"]._read_group(
            [("policy_id", "in", self.ids)], ["policy_id"], ["__count"]))
        for policy in self:
            policy.cover_count = counts.get(policy._origin, 0)

    @api.constrains("date_from", "date_to", "company_id", "country_ids", "active")
    def _check_overlap(self):
        for policy in self.filtered("active"):
            others = self.search(
                Domain("company_id", "=", policy.company_id.id) & Domain("id", "!=", policy.id)
                & get_overlap_domain(policy, "date_from", "date_to"))
            for other in others:
                if not policy.country_ids or not other.country_ids or policy.country_ids & other.country_ids:
                    raise ValidationError(self.env._(
                        "Policies “%(policy)s” and “%(other)s” insure the same customers on the same days. End one of them "
                        "before the other begins, or name the countries of each.", policy=policy.name, other=other.name))

    def write(self, vals):
        """An archived policy has ended; with a policy end its covers, which are looked at once, after all."""
        result = super().write(vals)
        for policy, last in self._get_last_days().items() if vals.get("active") is False else ():
            super(CreditInsurancePolicy, policy).write({"date_to": last})
        if {"active", "date_to"} & vals.keys():
            covers = self.cover_ids
            covers.filtered("active")._check_overlaps()
            covers._decide_anew()
        return result

    def _get_last_days(self):
        """:return: ``{policy: last day}`` of those that would run on: today, or their first day"""
        return {
            policy: max(policy.date_from, today)
            for today, policies in self.env["res.company"]._get_credit_days_of(self).items()
            for policy in policies if not policy.date_to or policy.date_to > today}

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered("cover_ids")[:1]:
            raise UserError(self.env._("“%(policy)s” has covers: archive it instead.", policy=used.name))

    def action_view_covers(self):
        """:return: the covers of the policy"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection_insurance.credit_insurance_cover_action")
        return {**action, "domain": [("policy_id", "in", self.ids)], "context": {"default_policy_id": self.id}}


def get_overlap_domain(record, first, last):
    """:return: domain of records of which a day from ``first`` to ``last`` is one of those of ``record`` too"""
    domain = Domain(last, "=", False) | Domain(last, ">=", record[first])
    return domain & Domain(first, "<=", record[last]) if record[last] else domain
