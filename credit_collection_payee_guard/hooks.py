"""Removal with data."""

from odoo.addons.credit_collection.hooks import forget


def uninstall_hook(env):
    forget(env, "credit_collection_payee_guard")
