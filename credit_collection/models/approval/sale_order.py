from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "credit.seller.mixin"]

    def _is_handed_over(self, user_id):
        """A draft given to a colleague is entered for the colleague: it names its author as salesperson by default."""
        return super()._is_handed_over(user_id) and (not user_id or self.state != "draft")
