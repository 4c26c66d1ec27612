"""The day of delivery is that of the company, no longer that of UTC; asked for only of what is to come."""

from odoo.tools import SQL

from odoo.addons.credit_collection.hooks import DELIVERY_DAY, ORDERS
from odoo.addons.credit_collection.models.common.bulk import fill_columns


def migrate(cr, version):
    fill_columns(
        cr, "sale_order_line", {"credit_delivery_date": DELIVERY_DAY}, ORDERS,
        SQL(
            """
            sale_order_line.order_id = so.id AND (
                sale_order_line.credit_open_amount <> 0 OR sale_order_line.credit_draft_amount <> 0
                OR sale_order_line.state IN ('draft', 'sent'))
            """))
