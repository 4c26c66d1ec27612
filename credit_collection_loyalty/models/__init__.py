from . import credit_loyalty_award, loyalty_card, res_company, res_config_settings
