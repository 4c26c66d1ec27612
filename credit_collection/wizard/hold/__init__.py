from . import credit_hold_decide, sale_order_credit_act, sale_order_credit_hold
