from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Reviews that are opened at once: each reads the whole paying history.
MOST_REVIEWS = 500
# Customers whom the first hour is about.
OWING = Domain("exposure_total", ">", 0)


class CreditFirstSteps(models.TransientModel):
    """The first hour on a running company: what to choose and look at, in order, until follow-ups are switched on."""

    _name = "credit.first.steps"
    _inherit = "credit.named.mixin"
    _description = "Getting Started"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company.root_id)
    is_test = fields.Boolean(compute="_compute_facts")
    customer_count = fields.Integer(compute="_compute_facts")
    owing_count = fields.Integer(compute="_compute_facts")
    unrated_count = fields.Integer(compute="_compute_facts")
    open_review_count = fields.Integer(compute="_compute_facts")
    limited_count = fields.Integer(compute="_compute_facts")
    uncollected_count = fields.Integer(compute="_compute_facts")
    unreachable_count = fields.Integer(compute="_compute_facts")
    rating_count = fields.Integer(compute="_compute_facts")
    plan_id = fields.Many2one(related="company_id.credit_followup_plan_id", string="Follow-up Plan")
    manager_id = fields.Many2one(related="company_id.credit_manager_id", string="Credit Manager")
    test_count = fields.Integer(compute="_compute_facts")
    has_policy = fields.Boolean(compute="_compute_steps")
    has_ratings = fields.Boolean(compute="_compute_steps")
    has_limits = fields.Boolean(compute="_compute_steps")
    has_collectors = fields.Boolean(compute="_compute_steps")
    has_plan = fields.Boolean(compute="_compute_steps")
    has_preview = fields.Boolean(compute="_compute_steps")

    @api.depends("company_id")
    def _compute_display_name(self):
        self.display_name = self.env._("Getting Started")

    @api.depends("company_id")
    def _compute_facts(self):
        for steps in self:
            steps.update(steps._read_facts())

    def _read_facts(self):
        """:return: the figures of the company that the steps name"""
        Profile = self.env["credit.profile"]
        own = Domain("company_id", "=", self.company_id.id)
        owing = own & OWING
        return {
            "is_test": self.company_id._is_credit_test_mode(),
            "customer_count": Profile.search_count(own),
            "owing_count": Profile.search_count(owing),
            "unrated_count": Profile.search_count(owing & Domain("rating_id", "=", False)),
            "open_review_count": self.env["credit.review"].search_count(own & Domain("state", "in", ("draft", "submitted"))),
            "limited_count": Profile.search_count(own & Domain("limit_mode", "!=", "unlimited")),
            "uncollected_count": Profile.search_count(owing & Domain("collector_id", "=", False)),
            "unreachable_count": len(self._find_unreachable()),
            "rating_count": len(self.env["credit.rating"]._get_scale(self.company_id)),
            "test_count": self.env["credit.followup"].search_count(own & Domain("state", "=", "test")),
        }

    def _find_unreachable(self):
        """:return: customers who owe something and whom no e-mail reaches: whoever is written to has no valid address"""
        profiles = self.env["credit.profile"].search(Domain("company_id", "=", self.company_id.id) & OWING)
        contacts = self.env["credit.addressee"]._find(profiles)
        return profiles.filtered(lambda profile: not contacts[profile].email_normalized)

    @api.depends("company_id.credit_steps_taken", "company_id.credit_manager_id", "company_id.credit_followup_plan_id")
    def _compute_steps(self):
        for steps in self:
            taken = (steps.company_id.credit_steps_taken or "").split()
            steps.has_policy = "policy" in taken and bool(steps.rating_count and steps.manager_id)
            steps.has_ratings = not steps.unrated_count and bool(steps.owing_count) or "ratings" in taken
            steps.has_limits = "limits" in taken
            steps.has_collectors = not steps.uncollected_count and bool(steps.owing_count)
            steps.has_plan = "plan" in taken and bool(steps.plan_id.level_ids)
            steps.has_preview = "preview" in taken

    @api.model
    def action_open_steps(self):
        """:return: the page of the first steps of the company that the user works in"""
        self._check_manager()
        # sudo: as the run, which opens an account for a customer who owes us for the first time.
        self.env["credit.followup.round"].sudo()._create_profiles_of_debtors()
        steps = self.create({})
        return {
            "type": "ir.actions.act_window", "name": self.env._("Getting Started"), "res_model": self._name,
            "res_id": steps.id, "view_mode": "form", "target": "current"}

    def _check_manager(self):
        self.env["res.company"]._check_credit_manager()

    def _go(self, code, action):
        """:return: ``action``, an xml-id of ours or an action; the step counts as looked at"""
        self._check_manager()
        self.company_id._take_credit_step(code)
        if isinstance(action, str):
            return self.env["ir.actions.act_window"]._for_xml_id(f"credit_collection.{action}")
        return action

    def action_open_policy(self):
        return self._go("policy", self.env["credit.policy.change"]._action_open(self.company_id))

    def action_name_me(self):
        """Make the user the credit manager of the company, who decides where nobody else is named."""
        self._check_manager()
        # sudo: as in _take_credit_step.
        self.company_id.sudo().credit_manager_id = self.env.user

    def action_propose_ratings(self):
        """Open reviews of unrated customers who owe something: each proposes rating and limit from the paying history.

        :return: the list of these reviews, to be changed and approved together
        """
        self._check_manager()
        Profile = self.env["credit.profile"]
        profiles = Profile.search(
            Domain("company_id", "=", self.company_id.id) & OWING & Domain("rating_id", "=", False)
            & Domain("open_review_id", "=", False), limit=MOST_REVIEWS)
        waiting = self.env["credit.review"].search_count(
            [("company_id", "=", self.company_id.id), ("state", "in", ("draft", "submitted"))], limit=1)
        if not profiles and not waiting:
            raise UserError(self._explain_nothing_to_rate())
        profiles._open_reviews("manual")
        action = self._go("ratings", "credit_review_action")
        return {**action, "domain": [
            ("company_id", "=", self.company_id.id), ("state", "in", ("draft", "submitted"))], "context": {}}

    def _explain_nothing_to_rate(self):
        if not self.owing_count:
            return self.env._(
                "%(company)s: nobody owes you anything yet. Ratings are proposed from how customers have paid: come back when "
                "invoices are posted, or give a rating on the customer.", company=self.company_id.name)
        return self.env._("%(company)s: every customer who owes something has a rating.", company=self.company_id.name)

    def action_download_template(self):
        return self._go("limits", self.env["credit.overdue.workbook"]._get_template_action())

    def action_import(self):
        return self._go("limits", "credit_workbook_import_action")

    def action_view_limits(self):
        return self._go("limits", self._view_customers(Domain.TRUE))

    def action_view_uncollected(self):
        return self._view_customers(Domain("collector_id", "=", False))

    def action_view_unreachable(self):
        return self._view_customers(Domain("id", "in", self._find_unreachable().ids))

    def _view_customers(self, domain):
        self._check_manager()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_profile_action")
        return {**action, "domain": list(Domain("company_id", "=", self.company_id.id) & OWING & domain), "context": {}}

    def action_open_plan(self):
        action = self._go("plan", "credit_followup_plan_action")
        return {**action, "views": [(False, "form")], "res_id": self.plan_id.id} if self.plan_id else action

    def action_preview(self):
        return self._go("preview", self.env["credit.followup.tonight"].action_open_tonight())

    def action_view_tests(self):
        self._check_manager()
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_action")
        return {**action, "domain": [("company_id", "=", self.company_id.id), ("state", "=", "test")], "context": {}}

    def action_start_tests(self):
        """Go back to test mode: from now on nothing is sent to customers."""
        self._check_manager()
        # sudo: as in _take_credit_step.
        self.company_id.sudo().credit_test_mode = True
        return self.action_open_steps()

    def action_switch_on(self):
        """End the test mode, see ``res.company.action_credit_go_live``."""
        self.company_id.action_credit_go_live()
        return self.action_open_steps()
