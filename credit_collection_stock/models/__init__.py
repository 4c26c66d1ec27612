from . import (
    credit_delivery_release,
    res_company,
    res_config_settings,
    sale_order,
    stock_picking,
    stock_picking_credit,
)
