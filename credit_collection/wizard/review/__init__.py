from . import credit_review_decide, sale_order_credit_request
