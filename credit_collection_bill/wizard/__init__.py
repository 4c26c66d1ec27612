from . import credit_bill_step
