"""Costs charged on were cancelled overnight as charges: those of open cases are owed again."""

from odoo import SUPERUSER_ID, api

from odoo.addons.credit_collection_legal_charges.hooks import post_init_hook


def migrate(cr, version):
    post_init_hook(api.Environment(cr, SUPERUSER_ID, {}))
