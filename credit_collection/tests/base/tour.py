import os

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import HttpCase, get_db_name

# The scripts and styles that the browser loads for every screen; Odoo makes others when they are asked for.
BUNDLES = (
    ("web.assets_web", "js"), ("web.assets_web", "css"), ("web.assets_web_print", "css"), ("web.assets_tests", "js"),
    ("web.assets_emoji", "js"), ("bus.websocket_worker_assets", "js"),
)
# Of pages of the portal.
FRONTEND = (
    ("web.assets_frontend", "css"), ("web.assets_frontend_minimal", "js"), ("web.assets_frontend_lazy", "js"),
    ("web.assets_tests", "js"),
)


class TourCase(HttpCase):
    """Tours in a browser.

    What the browser loads takes six seconds to make. A database for tests alone keeps it; elsewhere each test makes it, and
    loses it with its transaction.
    """

    bundles = BUNDLES

    @classmethod
    def setUpClass(cls):
        if os.environ.get("CREDIT_TEST_DATABASE") == get_db_name():
            keep_bundles(cls.bundles)
        super().setUpClass()


def keep_bundles(bundles):
    """Make and commit the bundles that have changed or are missing."""
    with Registry(get_db_name()).cursor() as cr:
        Qweb = api.Environment(cr, SUPERUSER_ID, {})["ir.qweb"]
        for name, kind in bundles:
            bundle = Qweb._get_asset_bundle(name, js=kind == "js", css=kind == "css")
            getattr(bundle, kind)()
