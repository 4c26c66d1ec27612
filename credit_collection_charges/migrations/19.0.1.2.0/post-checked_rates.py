"""The shipped table of the LPR says until when its rates are known, unless somebody has entered later ones."""

from odoo.tools import SQL

from odoo.addons.credit_collection.models.common.bulk import fill_columns


def migrate(cr, version):
    fill_columns(cr, "credit_interest_rule", {"checked_until": SQL("DATE '2025-06-19'")}, SQL("ir_model_data data"), SQL(
        """
        data.module = 'credit_collection_charges' AND data.name = 'credit_interest_rule_cn_lpr'
        AND data.res_id = credit_interest_rule.id AND credit_interest_rule.checked_until IS NULL
        AND (SELECT MAX(date_from) FROM credit_interest_rate WHERE rule_id = credit_interest_rule.id) = '2025-05-20'
        """))
