from . import credit_short_payment_waive
