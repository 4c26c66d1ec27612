from odoo import api, models


class CreditOverdueWorkbook(models.AbstractModel):
    """Names and addresses of what the rows refer to."""

    _inherit = "credit.overdue.workbook"

    @api.model
    def _get_currencies(self):
        """:return: ``{currency id: (name, decimal places)}``"""
        currencies = self.env["res.currency"].with_context(active_test=False).search_fetch([], ["name", "decimal_places"])
        return {currency.id: (currency.name, currency.decimal_places) for currency in currencies}

    @api.model
    def _get_all_names(self):
        """:return: ``{kind: {id or value: name}}`` of the few things that many rows refer to"""
        Users = self.env["res.users"].with_context(active_test=False)
        return {
            "currency": {currency_id: name for currency_id, (name, _decimals) in self._get_currencies().items()},
            # sudo: names of colleagues, also of other companies.
            "user": {user.id: user.name for user in Users.sudo().search_fetch([("share", "=", False)], ["name"])},
            "rating": self._get_names("credit.rating"),
            "level": self._get_names("credit.followup.level"),
            "channel": self._get_labels("credit.followup", "channel"),
            "outcome": self._get_labels("credit.followup", "outcome"),
            "bucket": self._get_labels("credit.open.item.report", "bucket"),
            "status": self._get_labels("credit.open.item.report", "status"),
        }

    @api.model
    def _get_address(self, model):
        """:return: what the address of a record of ``model`` begins with, before its id; it opens the record for those who may
            see it"""
        return f"{self.get_base_url()}/mail/view?model={model}&res_id="

    @api.model
    def _get_names(self, model):
        records = self.env[model].with_context(active_test=False).search_fetch([], ["name"])
        return {record.id: record.display_name for record in records}

    @api.model
    def _get_labels(self, model, name):
        """:return: ``{value: translated label}`` of a selection field"""
        return dict(self.env[model]._fields[name]._description_selection(self.env))
