from . import (
    account_move,
    account_payment_term,
    credit_charge,
    credit_charge_accrual,
    credit_charge_facts,
    credit_interest_rule,
    credit_interest_rule_choice,
    credit_profile,
    credit_reason,
    res_company,
    res_config_settings,
)
