from odoo import api, models

from .credit_key_figure_sources import BUCKET_COLUMNS


class CreditSnapshot(models.Model):
    """The buckets of months are named as the company of the user names them; those that it does not have are not shown."""

    _inherit = "credit.snapshot"

    @api.model
    def _get_bucket_headings(self):
        """:return: ``{column: name of its bucket}``, of the columns that are used"""
        buckets = self.env.company._get_credit_aging_buckets()
        labels = self.env["credit.open.item"]._get_bucket_labels(buckets)
        return {name: labels[bucket.code] for name, bucket in zip(BUCKET_COLUMNS, buckets, strict=False)}

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        fields, headings = super().fields_get(allfields, attributes), self._get_bucket_headings()
        for name in set(BUCKET_COLUMNS).intersection(fields):
            if name not in headings:
                del fields[name]
            elif "string" in fields[name]:
                fields[name]["string"] = headings[name]
        return fields

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self.env.company._get_credit_aging_buckets())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        headings = self._get_bucket_headings()
        for node in arch.iterfind(".//field"):
            if node.get("name") in BUCKET_COLUMNS and node.get("name") not in headings:
                node.getparent().remove(node)
        return arch, view
