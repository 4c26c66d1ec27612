from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache

from ..common.days import day_of_entry, days_until

MANAGER = "credit_collection.credit_collection_group_manager"
COLLECTOR = "credit_collection.credit_collection_group_collector"
MODELS = ("credit.profile", "credit.dispute", "credit.hold", "credit.promise", "credit.review")


class CreditAbsence(models.Model):
    """A collector is away and somebody stands in: activities and worklist go to the substitute and come back."""

    _name = "credit.absence"
    _inherit = ["credit.cached.mixin", "credit.batch.mixin", "credit.roles.mixin"]
    _description = "Absence of a Collector"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    _batch_company_field = "user_id.company_id"

    user_id = fields.Many2one(
        "res.users", string="Away", required=True, index=True, domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    substitute_id = fields.Many2one(
        "res.users", string="Delegate", required=True, domain=[("share", "=", False)])
    date_from = day_of_entry("date_from", "user_id.company_id", string="From", required=True)
    date_to = fields.Date(string="To", required=True, help="Last day of the absence.")
    date_from_days = days_until("date_from", "user_id.company_id", string="Begins in (days)")
    date_to_days = days_until("date_to", "user_id.company_id", string="Ends in (days)")
    is_returned = fields.Boolean(string="Handed Back", readonly=True, copy=False)
    state = fields.Selection(
        [("planned", "Planned"), ("running", "Away"), ("over", "Ended")], compute="_compute_state",
    )
    followup_ids = fields.One2many("credit.followup", "absence_id")
    activity_ids = fields.One2many("mail.activity", "credit_absence_id")

    _check_dates = models.Constraint("CHECK (date_to >= date_from)", "The absence ends before it begins.")
    _check_users = models.Constraint("CHECK (user_id != substitute_id)", "A user cannot be their own delegate.")

    @api.depends("date_from", "date_to")
    def _compute_state(self):
        for absence in self:
            absence.state = absence._get_state(absence.user_id.company_id._get_credit_today())

    @api.constrains("user_id", "date_from", "date_to", "substitute_id")
    def _check_absence(self):
        for absence in self:
            if not absence.substitute_id.has_group(COLLECTOR):
                raise ValidationError(self.env._(
                    "%(user)s is not a collector and cannot be a delegate.", user=absence.substitute_id.name))
            if self.search_count([
                ("id", "!=", absence.id), ("user_id", "=", absence.user_id.id), ("date_from", "<=", absence.date_to),
                ("date_to", ">=", absence.date_from),
            ], limit=1):
                raise ValidationError(self.env._(
                    "An absence of %(user)s in this period is already recorded. Change that one instead.",
                    user=absence.user_id.name,
                ))

    def write(self, vals):
        if not self.env.su and "is_returned" in vals:
            raise AccessError(self.env._("Whether the work was handed back is recorded by the system."))
        return super().write({**vals, "is_returned": False} if "date_to" in vals else vals)

    def action_apply(self):
        """Hand the work over or back now, as the scheduled run does.

        :raise AccessError: for those who may not change the absence
        """
        self.check_access("write")
        # sudo: activities and follow-ups of others are moved; the right has been checked.
        for today, absences in self.env["res.company"]._get_credit_days_of(self.sudo(), self._batch_company_field).items():
            absences._apply(today)
        return True

    def _get_state(self, today):
        if today < (self.date_from or today):
            return "planned"
        return "running" if today <= (self.date_to or today) else "over"

    @api.model
    def _get_substitutes(self, today):
        """:return: ``{absent user: delegate}``; the delegate of an absent delegate takes over"""
        User = self.env["res.users"]
        return {User.browse(user): User.browse(substitute) for user, substitute in self._get_substitute_ids(today).items()}

    @api.model
    @ormcache("today")
    def _get_substitute_ids(self, today):
        """:return: the same as ids; kept in memory, because every page of a customer asks for it"""
        # sudo: who stands in for whom concerns everybody who looks at a customer.
        running = self.sudo().search([("date_from", "<=", today), ("date_to", ">=", today)])
        direct = {absence.user_id.id: absence.substitute_id.id for absence in running}
        result = {}
        for user, found in direct.items():
            substitute, seen = found, {user}
            while substitute in direct and substitute not in seen:
                seen.add(substitute)
                substitute = direct[substitute]
            if substitute not in seen:
                result[user] = substitute
        return result

    def _apply(self, today):
        """Hand over what those who are away have to do, and hand back what is left when they are there again."""
        substitutes = self._get_substitutes(today)
        for absence in self:
            state = absence._get_state(today)
            if state == "running" and absence.user_id in substitutes:
                absence._hand_over(substitutes[absence.user_id].sudo())
            elif state == "over":
                absence._hand_back()

    def _hand_over(self, substitute):
        """Work handed over before to a delegate who is now absent, too, keeps the mark of its owner."""
        user = self.user_id
        followups = self.env["credit.followup"].search([("user_id", "=", user.id), ("state", "in", ("todo", "failed"))])
        followups.filtered(lambda followup: not followup.absence_id).absence_id = self
        followups.user_id = substitute
        activities = self._get_activities([("user_id", "=", user.id)])
        if not substitute.has_group(MANAGER):
            # What only a credit manager may decide waits for a delegate of the approver.
            activities -= self.env["credit.approval.delegation"]._get_decisions([("id", "in", activities.ids)])
        activities.filtered(lambda activity: not activity.credit_absence_id).credit_absence_id = self
        activities.write({"user_id": substitute.id})

    def _hand_back(self):
        followups = self.followup_ids.filtered(lambda followup: followup.state in ("todo", "failed"))
        followups.user_id = self.user_id
        self.followup_ids.absence_id = False
        activities = self._get_activities([("credit_absence_id", "=", self.id)])
        activities.write({"user_id": self.user_id.id, "credit_absence_id": False})
        self.is_returned = True

    def _get_activities(self, domain):
        # Core's own switch: no e-mail for each of hundreds of activities.
        return self.env["mail.activity"].with_context(mail_activity_quick_update=True).search(
            Domain(domain) & Domain("res_model", "in", MODELS))

    @api.model
    def _cron_apply(self):
        """Hand over and back; there are never more absences than collectors."""
        self._run_batch(
            "credit_collection.ir_cron_apply_absences",
            lambda today: Domain("date_from", "<=", today) & Domain("is_returned", "=", False),
            lambda absences, today: absences._apply(today), size=None, order="date_from, id")

    @api.ondelete(at_uninstall=False)
    def _unlink_handed_back(self):
        """What was handed over goes back before the absence is forgotten."""
        for absence in self.sudo():
            absence._hand_back()


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    absence_id = fields.Many2one("credit.absence", readonly=True, index="btree_not_null", ondelete="set null")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    credit_absence_id = fields.Many2one("credit.absence", index="btree_not_null", ondelete="set null")
