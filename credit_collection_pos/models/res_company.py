from odoo import api, fields, models

from odoo.addons.credit_collection.const import COMPANY_SETTING


class ResCompany(models.Model):
    _inherit = "res.company"

    credit_count_counter = fields.Boolean(string="Counter Sales Count as Exposure", default=True, **COMPANY_SETTING)
    credit_counter_offline = fields.Boolean(
        string="Sell on Account without Connection", default=True,
        help="A counter without connection cannot check the credit of a customer. Such sales are kept and reported.",
        **COMPANY_SETTING,
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "credit_counter_offline"]

    @api.model
    def _load_pos_data_read(self, records, config):
        """Branches have the settings of their root company."""
        read = super()._load_pos_data_read(records, config)
        for values in read:
            values["credit_counter_offline"] = self.browse(values["id"]).sudo().root_id.credit_counter_offline
        return read
