from . import credit_charge, credit_payment_return, credit_profile
