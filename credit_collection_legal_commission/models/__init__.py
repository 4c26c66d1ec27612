from . import credit_commission_run
