from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.followup.draw import gets_other
from ..common.bulk import insert_select
from ..common.sql import to_array


class CreditFollowupPlan(models.Model):
    """A plan that is compared with another one: lots decide which of the two a customer gets."""

    _inherit = "credit.followup.plan"

    other_plan_id = fields.Many2one(
        "credit.followup.plan", string="Compare With", check_company=True, copy=False, index="btree_not_null",
        help="Of the customers who would get this plan, a share drawn by lot gets the other one instead. Customers with a plan "
             "of their own are not drawn. Empty: all get this plan.")
    other_share = fields.Float(
        string="Share of the Other Plan", default=0.5, digits=(16, 4), bounds=(0, 1), copy=False,
        help="A customer who has been followed up keeps the plan that was drawn, whatever the share is afterwards.",
        aggregator=None)
    drawn_count = fields.Integer(string="Customers Drawn", compute="_compute_drawn_count")

    _check_other_share = models.Constraint(
        "CHECK (other_share IS NULL OR other_share BETWEEN 0 AND 1)",
        "The share of the other plan is between 0 and 100 percent.")

    def _compute_drawn_count(self):
        counts = dict(self.env["credit.followup.draw"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]))
        for plan in self:
            plan.drawn_count = counts.get(plan, 0)

    @api.constrains("other_plan_id")
    def _check_other_plan(self):
        """A customer who is drawn into a plan is not drawn again."""
        for plan in self.filtered("other_plan_id"):
            other = plan.other_plan_id
            if other == plan or other.other_plan_id or self.search_count([("other_plan_id", "=", plan.id)], limit=1):
                raise ValidationError(self.env._(
                    "The plan “%(plan)s” cannot be compared with “%(other)s”: compare it with a plan that takes part in no "
                    "other comparison.", plan=plan.name, other=other.name))

    def action_view_draws(self):
        """:return: the customers who were drawn for this plan or the other one"""
        action = self.env["ir.actions.act_window"]._for_xml_id("credit_collection.credit_followup_draw_action")
        return {**action, "domain": [("plan_id", "in", self.ids)], "context": {"search_default_group_drawn": 1}}

    def _get_other(self):
        """:return: the plan with which this one is compared at present, if any"""
        # sudo: a setting, also for users of a branch alone.
        return self.sudo().other_plan_id.filtered(lambda other: other.active and other.level_ids)


class CreditFollowupDraw(models.Model):
    """The lot of a customer, kept from the first follow-up on."""

    _name = "credit.followup.draw"
    _description = "Follow-up Plan Drawn by Lot"
    _order = "date desc, id desc"
    _rec_name = "profile_id"

    # Without index of its own: the unique index begins with it.
    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="profile_id.company_id")
    plan_id = fields.Many2one(
        "credit.followup.plan", string="Instead Of", required=True, readonly=True, index=True, ondelete="cascade",
        help="The plan that the customer would have without the comparison.")
    other_plan_id = fields.Many2one(
        "credit.followup.plan", string="Compared With", required=True, readonly=True, index=True, ondelete="cascade")
    drawn_plan_id = fields.Many2one(
        "credit.followup.plan", string="Plan Drawn", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True, help="Day of the first follow-up.")

    _once_idx = models.UniqueIndex("(profile_id, plan_id, other_plan_id)")

    @api.model
    def _draw(self, choices):
        """Let lots decide where a plan is compared with another one; a lot that is kept decides for ever.

        :param dict choices: ``{profile: PlanChoice}``
        :return: the same, with the plans drawn
        """
        split = {
            profile: other for profile, choice in choices.items()
            if choice.source != "own" and (other := choice.plan._get_other())}
        if not split:
            return choices
        kept = self._get_kept(split)
        drawn = dict(choices)
        for profile, other in split.items():
            choice = choices[profile]
            plan_id = kept.get((profile.id, choice.plan.id, other.id))
            if plan_id is None:
                is_other = gets_other(profile._origin.id or 0, choice.plan.id, other.id, choice.plan.sudo().other_share)
                plan_id = other.id if is_other else choice.plan.id
            drawn[profile] = choice._replace(plan=choice.plan.browse(plan_id), instead_of=choice.plan)
        return drawn

    @api.model
    def _get_kept(self, split):
        # sudo: the system's own notes.
        rows = self.sudo().search_fetch(
            Domain("profile_id", "in", [profile.id for profile in split])
            & Domain("other_plan_id", "in", [other.id for other in split.values()]),
            ["profile_id", "plan_id", "other_plan_id", "drawn_plan_id"])
        return {(row.profile_id.id, row.plan_id.id, row.other_plan_id.id): row.drawn_plan_id.id for row in rows}

    @api.model
    def _keep(self, schedules, today):
        """Keep the lots of customers who are followed up, in one statement.

        :param dict schedules: ``{profile: Schedule}``
        """
        drawn = [(profile, schedule) for profile, schedule in schedules.items() if schedule.instead_of]
        if not drawn:
            return
        insert_select(
            self.sudo(), {  # sudo: evidence is written by the system.
                "profile_id": SQL("drawn.profile_id"), "plan_id": SQL("drawn.plan_id"),
                "other_plan_id": SQL("drawn.other_plan_id"), "drawn_plan_id": SQL("drawn.drawn_plan_id"),
                "date": SQL("%s::date", today),
            },
            SQL("UNNEST(%s, %s, %s, %s) AS drawn (profile_id, plan_id, other_plan_id, drawn_plan_id)",
                to_array([profile.id for profile, _schedule in drawn]),
                to_array([schedule.instead_of.id for _profile, schedule in drawn]),
                to_array([schedule.instead_of._get_other().id for _profile, schedule in drawn]),
                to_array([schedule.plan.id for _profile, schedule in drawn])),
            conflict=SQL("(profile_id, plan_id, other_plan_id) DO NOTHING"))


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _absorb(self, kept, other):
        """The lots are those of the customer who stays."""
        # sudo: lots are kept by the system.
        self.env["credit.followup.draw"].sudo().search([("profile_id", "=", other.id)]).unlink()
        return super()._absorb(kept, other)
