from . import credit_followup_now
from . import credit_hold_decide, sale_order_credit_hold
from . import credit_promise_make
