from . import credit_hold_decide, sale_order_credit_hold
