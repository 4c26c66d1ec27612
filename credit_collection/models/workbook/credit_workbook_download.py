from odoo import api, fields, models


class CreditWorkbookDownload(models.Model):
    """Who downloaded which figures of customers when. Written by code only: no user has the right to create, change or delete
    a row."""

    _name = "credit.workbook.download"
    _description = "Workbook Download"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    date = fields.Datetime(string="Downloaded On", required=True, readonly=True, default=fields.Datetime.now)
    as_of = fields.Date(required=True, readonly=True)
    company_ids = fields.Many2many("res.company", string="Companies", readonly=True)
    customer_count = fields.Integer(string="Chosen Customers", readonly=True, help="0: all customers of these companies.")
    profile_ids = fields.Many2many("credit.profile", string="Customers", readonly=True)

    @api.model
    def _log(self, profiles, as_of):
        """Record a download by the user.

        :param profiles: the ``credit.profile`` chosen, or None for all customers
        """
        # sudo: the log is evidence, no user may write it.
        return self.sudo().create({
            "user_id": self.env.uid,
            "as_of": as_of,
            "company_ids": [fields.Command.set(self.env.companies.ids)],
            "customer_count": len(profiles or ()),
            "profile_ids": [fields.Command.set(profiles.ids if profiles is not None else [])],
        })
