from . import (
    credit_check,
    credit_exposure,
    credit_pos_hold,
    credit_profile,
    pos_order,
    pos_order_counter,
    pos_order_offline,
    pos_payment,
    pos_payment_method,
    pos_session,
    res_company,
    res_config_settings,
)
