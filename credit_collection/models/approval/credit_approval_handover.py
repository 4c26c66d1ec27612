from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ...tools.common.clock import get_day_begin


class CreditApprovalDelegation(models.Model):
    """Pending decisions of the absent approver go to the delegate when the period begins; what is still undecided comes
    back when it ends. What comes in meanwhile is given to the stand-in at once."""

    _inherit = "credit.approval.delegation"

    is_returned = fields.Boolean(string="Handed Back", readonly=True, copy=False)
    activity_ids = fields.One2many("mail.activity", "credit_delegation_id", string="Handed Over")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_not_stamped(vals)
        delegations = super().create(vals_list)
        delegations._wake_handover()
        return delegations

    def write(self, vals):
        self._check_not_stamped(vals)
        if not {"date_from", "date_to", "delegate_id"}.isdisjoint(vals):
            # sudo: a stamp of the system. The previous delegate gives back the undecided records.
            self.sudo()._hand_back()
            self.sudo().is_returned = False
            self._wake_handover()
        return super().write(vals)

    @api.model
    def _check_not_stamped(self, vals):
        if not self.env.su and vals.get("is_returned"):
            raise AccessError(self.env._("Whether decisions were handed back is recorded by the system."))

    def _wake_handover(self):
        self.env.ref("credit_collection.ir_cron_hand_over_decisions")._trigger()

    def _apply(self, today):
        """Hand over the open decisions of those who are away on ``today``, hand back those of who is there again."""
        for delegation in self:
            if delegation.date_from <= today <= delegation.date_to:
                delegation._hand_over()
            elif delegation.date_to < today:
                delegation._hand_back()
                delegation.is_returned = True

    def _hand_over(self):
        self.ensure_one()
        delegate = self.delegate_id
        if not delegate.active:
            return
        # Decisions held as a delegate are not passed on: nobody decides in the tier of a third user.
        waiting = self._get_decisions([("user_id", "=", self.user_id.id), ("credit_delegation_id", "=", False)])
        theirs = waiting.filtered(lambda activity: delegate._credit_filter_of_company(
            self.env[activity.res_model].browse(activity.res_id).company_id))
        theirs.write({"user_id": delegate.id, "credit_delegation_id": self.id})

    def _hand_back(self):
        for delegation in self:
            marked = delegation._get_decisions([("credit_delegation_id", "=", delegation.id)])
            # A record that came in meanwhile was never with the approver: it goes there if it would be assigned so now.
            direct = delegation._get_decisions([
                ("user_id", "=", delegation.delegate_id.id), ("credit_delegation_id", "=", False),
                ("create_date", ">=", get_day_begin(
                    delegation.date_from, delegation.user_id.company_id._get_credit_zone())),
            ]).filtered(lambda activity, user=delegation.user_id: (
                activity._get_credit_decider() == user))
            (marked | direct).write({"user_id": delegation.user_id.id, "credit_delegation_id": False})

    def _get_decisions(self, domain):
        """:return: the to-dos of open decisions within ``domain``"""
        # Core's own switch: no e-mail for each of many activities.
        return self.env["mail.activity"].with_context(mail_activity_quick_update=True).search(
            Domain(domain) & self._get_decision_domain())

    @api.model
    def _get_decision_domain(self):
        """:return: domain of the to-dos that are decisions, of whatever document"""
        return Domain.OR(
            Domain("res_model", "=", model) & Domain("activity_type_id", "=", self.env.ref(xmlid).id)
            for model, xmlid in self._get_decision_activities().items())

    @api.model
    def _get_decision_activities(self):
        """:return: ``{model of documents: xml-id of the type of to-do}`` of the documents that wait for decisions"""
        models_of_decisions = self.pool.descendants(["credit.decision.mixin"], "_inherit")
        activities = {name: self.env[name]._decision_activity for name in models_of_decisions}
        return {name: xmlid for name, xmlid in activities.items() if xmlid}

    @api.model
    def _cron_hand_over(self):
        """Hand over and back; there are never more periods than approvers have absences."""
        self._run_batch(
            "credit_collection.ir_cron_hand_over_decisions",
            lambda today: Domain("date_from", "<=", today) & Domain("is_returned", "=", False),
            lambda delegations, today: delegations._apply(today), size=None, order="date_from, id")


class MailActivity(models.Model):
    _inherit = "mail.activity"

    credit_delegation_id = fields.Many2one(
        "credit.approval.delegation", string="Decided on Behalf Of", index="btree_not_null", ondelete="set null")

    def _get_credit_decider(self):
        """:return: who would be given this decision today"""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)._get_decider()
