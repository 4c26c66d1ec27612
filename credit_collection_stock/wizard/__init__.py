from . import stock_picking_credit_hold
