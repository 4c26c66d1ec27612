from . import (
    credit_delivery_release,
    res_company,
    res_config_settings,
    sale_order,
    sale_order_line,
    stock_move,
    stock_picking,
    stock_picking_credit,
)
