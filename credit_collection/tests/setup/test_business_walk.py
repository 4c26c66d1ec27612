"""A random walk through business: after each step the figures are those of the ledger and nothing was demanded that may not be.

``CREDIT_SEED`` begins another walk, ``CREDIT_STEPS`` makes it longer.
"""

import logging
import os

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from odoo.tests import new_test_user, tagged

from ..aging.common import AgingMixin
from ..followup.common import FollowupCommon
from ..promise.common import PromiseCommon
from .business import Business

_logger = logging.getLogger(__name__)

SEED = int(os.environ.get("CREDIT_SEED") or 20261127)
STEPS = int(os.environ.get("CREDIT_STEPS") or 150)
# Steps of one walk, after which everything begins anew.
LENGTH = 50


@tagged("post_install", "-at_install")
class TestBusinessWalk(AgingMixin, FollowupCommon, PromiseCommon):

    # What may happen; other add-ons extend it.
    business = Business
    steps = STEPS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls.env["res.partner"].create({
            "name": "Second Customer", "is_company": True, "email": "second@example.com"})
        cls.decider = new_test_user(
            cls.env, "decider", "credit_collection.credit_collection_group_manager", company_id=cls.company.id)
        cls.partners = cls.customer | cls.second
        cls.profiles = cls.partners._get_credit_profiles()
        cls.profiles.write({"limit_mode": "limited", "credit_limit": 1500.0})

    def test_walk(self):
        _logger.info("business walk: %s steps, CREDIT_SEED=%s", self.steps, SEED)

        class Walk(self.business):
            case = self

        # A failing walk is shown as it is: making it shorter would take as long as many walks.
        run_state_machine_as_test(seed(SEED)(Walk), settings=settings(
            max_examples=max(self.steps // LENGTH, 1), stateful_step_count=LENGTH, deadline=None, database=None,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck), print_blob=False))
