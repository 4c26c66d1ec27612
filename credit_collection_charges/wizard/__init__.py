from . import credit_charge_waive
