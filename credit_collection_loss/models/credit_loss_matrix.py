from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.credit_collection.tools.exposure.aging import BUCKETS, make_buckets

GROUPS = {"rating": "rating_id", "country": "country_id", "tag": "tag_id"}


class CreditLossMatrix(models.Model):
    """Which share of what customers owe is expected to be lost: by aging bucket, and by rating, country or tag."""

    _name = "credit.loss.matrix"
    _inherit = ["credit.table.mixin", "credit.shared.mixin"]
    _description = "Loss Matrix"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)],
        default=lambda self: self.env.company.root_id,
        help="Leave empty to share the matrix between all companies.")
    limits = fields.Char(
        string="Buckets (days overdue)", required=True, default=lambda self: self._get_default_limits(),
        help="Last day of each bucket, separated by commas. What is overdue for longer is in a last bucket of its own.")
    group_by = fields.Selection(
        [("rating", "Rating"), ("country", "Country"), ("tag", "Tag")], string="Groups", required=True, default="rating",
        help="Customers of no other group are in the default group. Of several tags, the first one in the matrix counts.")
    line_ids = fields.One2many(
        "credit.loss.matrix.line", "matrix_id", string="Loss Rates", copy=True,
        default=lambda self: self._get_default_lines())
    forward_factor = fields.Float(
        default=1.0, digits=(16, 4), bounds=(0, 100), required=True,
        help="What is to come beyond what history shows: 1.2 raises all rates by a fifth.")
    forward_reason = fields.Char(string="Reason for the Factor")
    insured_rate = fields.Float(
        string="Insured Part (%)", default=0.0, bounds=(0, 100), help="Expected loss of what an insurer covers.",
        aggregator=None)
    note = fields.Text()

    @api.model
    def _get_default_limits(self):
        return ",".join(str(bucket.last_day) for bucket in self.env.company._get_credit_aging_buckets()[1:-1])

    @api.model
    def _get_default_lines(self):
        buckets = make_buckets(self.env["res.company"]._parse_credit_aging_limits(self._get_default_limits()))
        return [fields.Command.create({"bucket": bucket.code, "rate": 0.0}) for bucket in buckets]

    def _get_buckets(self):
        """:return: tuple of the :class:`Bucket` of the matrix, what is not due first"""
        self.ensure_one()
        return make_buckets(self.env["res.company"]._parse_credit_aging_limits(self.limits))

    @api.constrains("forward_factor", "forward_reason")
    def _check_factor(self):
        for matrix in self:
            if matrix.forward_factor != 1 and not (matrix.forward_reason or "").strip():
                raise ValidationError(self.env._(
                    "“%(matrix)s”: give the reason for a factor of %(factor)s.", matrix=matrix.name,
                    factor=f"{matrix.forward_factor:g}"))

    @api.constrains("line_ids", "limits", "group_by", "forward_factor")
    def _check_rows(self):
        """Each group has a rate for each bucket, the default group too: nobody is left out silently."""
        for matrix in self:
            matrix._check_complete()

    def _check_complete(self):
        """:raise ValidationError: a group lacks a bucket or has one twice, or rates come to more than 100 %"""
        self.ensure_one()
        codes = [bucket.code for bucket in self._get_buckets()]
        labels = self._get_bucket_labels()
        by_group = self.line_ids.grouped(lambda line: line._get_group())
        if None not in by_group:
            raise ValidationError(self.env._(
                "“%(matrix)s”: enter the rates of the default group, for customers of no other group.", matrix=self.name))
        for lines in by_group.values():
            found, group = lines.mapped("bucket"), lines[0]._describe_group()
            for code in codes:
                if found.count(code) != 1:
                    raise ValidationError(self.env._(
                        "“%(matrix)s”: %(group)s has no rate for “%(bucket)s”. Each bucket needs one.",
                        matrix=self.name, group=group, bucket=labels[code],
                    ) if code not in found else self.env._(
                        "“%(matrix)s”: %(group)s has more than one rate for “%(bucket)s”.",
                        matrix=self.name, group=group, bucket=labels[code]))
            if foreign := [code for code in found if code not in codes]:
                raise ValidationError(self.env._(
                    "“%(matrix)s”: %(group)s has a rate for “%(bucket)s”, which is no bucket of the matrix.",
                    matrix=self.name, group=group,
                    bucket=dict(lines._get_buckets()).get(foreign[0], foreign[0])))
        self._check_sum()

    def _check_sum(self):
        for line in self.line_ids:
            percent = line.rate * self.forward_factor
            if percent > 100 + 1e-9:
                raise ValidationError(self.env._(
                    "“%(matrix)s”, %(group)s, %(bucket)s: %(rate)s %% times the factor %(factor)s is more than 100 %%.",
                    matrix=self.name, group=line._describe_group(), bucket=self._get_bucket_labels()[line.bucket],
                    rate=f"{line.rate:g}", factor=f"{self.forward_factor:g}"))

    def _get_bucket_labels(self):
        """:return: ``{code of a bucket: its name}``"""
        return self.env["credit.open.item"]._get_bucket_labels(self._get_buckets())

    def _get_group_field(self):
        return GROUPS[self.group_by]

    def _get_rates(self):
        """:return: ``{(group id, bucket): percent}``, with ``None`` for the default group"""
        return {(line._get_group(), line.bucket): line.rate for line in self.line_ids}

    def action_add_group(self):
        """Choose ratings, countries or tags that get rates of their own."""
        return {
            "type": "ir.actions.act_window", "name": self.env._("Add Groups"), "res_model": "credit.loss.group",
            "view_mode": "form", "target": "new", "context": {"default_matrix_id": self.id},
        }

    def _add_groups(self, records):
        """Give each of these ratings, countries or tags the rates of the default group, to be changed."""
        self.ensure_one()
        name = self._get_group_field()
        known = set(self.line_ids.mapped(lambda line: line._get_group()))
        default = self.line_ids.filtered(lambda line: line._get_group() is None)
        self.line_ids = [
            fields.Command.create({"bucket": line.bucket, "rate": line.rate, name: record.id})
            for record in records if record.id not in known for line in default]


class CreditLossMatrixLine(models.Model):
    _name = "credit.loss.matrix.line"
    _inherit = ["credit.row.mixin", "credit.shared.mixin", "credit.roles.mixin"]
    _shared_company_field = "matrix_id.company_id"
    _table_field = "matrix_id"
    _description = "Loss Rate"
    _order = "sequence, id"

    matrix_id = fields.Many2one("credit.loss.matrix", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="matrix_id.company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    group_by = fields.Selection(related="matrix_id.group_by")
    sequence = fields.Integer(default=10)
    bucket = fields.Selection(selection="_get_buckets", required=True)
    rating_id = fields.Many2one("credit.rating", ondelete="restrict", index="btree_not_null")
    country_id = fields.Many2one("res.country", ondelete="restrict", index="btree_not_null")
    tag_id = fields.Many2one("res.partner.category", ondelete="restrict", index="btree_not_null")
    group_name = fields.Char(string="Customer Group", compute="_compute_group_name")
    rate = fields.Float(
        string="Rate (%)", default=0.0, digits=(16, 4), bounds=(0, 100),
        help="Share of what is owed in this bucket that is expected to be lost.", aggregator=None)
    history_rate = fields.Float(
        string="By History (%)", digits=(16, 4), readonly=True,
        help="Share of what entered this bucket that was never paid.", aggregator=None)
    history_entered = fields.Monetary(string="Entered the Bucket", readonly=True)
    history_lost = fields.Monetary(string="Never Paid", readonly=True)

    @api.model
    def _get_buckets(self):
        """:return: the buckets of all matrices and companies"""
        # sudo: names of buckets, whatever companies the user is in.
        texts = {
            *self.env["res.company"].sudo().search([("parent_id", "=", False)]).mapped("credit_aging_limits"),
            *self.env["credit.loss.matrix"].sudo().with_context(active_test=False).search(
                [("limits", "!=", False)]).mapped("limits")}
        buckets = dict.fromkeys(BUCKETS)
        for text in sorted(filter(None, texts)):
            buckets.update(dict.fromkeys(make_buckets(self.env["res.company"]._parse_credit_aging_limits(text))))
        labels = self.env["credit.open.item"]._get_bucket_labels(buckets)
        ordered = sorted(buckets, key=lambda bucket: (bucket.first_day or 0, bucket.last_day or 1e9))
        return [(bucket.code, labels[bucket.code]) for bucket in ordered]

    @api.depends_context("company")
    @api.depends("matrix_id.company_id")
    def _compute_currency_id(self):
        for line in self:
            line.currency_id = (line.matrix_id.company_id or self.env.company).currency_id

    @api.depends("rating_id", "country_id", "tag_id", "matrix_id.group_by")
    @api.depends_context("lang")
    def _compute_group_name(self):
        for line in self:
            line.group_name = line._describe_group()

    def _get_group(self):
        """:return: id of the rating, country or tag, None for the default group"""
        return self[self.matrix_id._get_group_field() if self.matrix_id else "rating_id"].id or None

    def _describe_group(self):
        group = self[self.matrix_id._get_group_field()] if self.matrix_id else self.rating_id
        return group.display_name or self.env._("All others")
