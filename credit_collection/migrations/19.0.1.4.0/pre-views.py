"""Views that extend the credit profile by fields it has no longer: they would refuse the views they extend. The upgrade makes
them again."""

from odoo import SUPERUSER_ID, api

VIEWS = ("credit_profile_view_form_contact", "credit_profile_view_list_contact", "credit_profile_view_search_contact")


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in VIEWS:
        view = env.ref(f"credit_collection.{name}", raise_if_not_found=False)
        if view:
            view.unlink()
