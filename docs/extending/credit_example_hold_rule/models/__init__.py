from . import credit_hold, credit_hold_rules_mixin
