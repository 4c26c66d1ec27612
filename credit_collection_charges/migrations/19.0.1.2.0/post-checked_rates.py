"""The shipped table of the LPR says until when its rates are known, unless somebody has entered later ones."""


def migrate(cr, version):
    cr.execute("""
        UPDATE credit_interest_rule rule SET checked_until = '2025-06-19'
          FROM ir_model_data data
         WHERE data.module = 'credit_collection_charges' AND data.name = 'credit_interest_rule_cn_lpr'
               AND data.res_id = rule.id AND rule.checked_until IS NULL
               AND (SELECT MAX(date_from) FROM credit_interest_rate WHERE rule_id = rule.id) = '2025-05-20'""")
