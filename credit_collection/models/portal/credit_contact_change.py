from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .customer_data import ADDRESSEE, BANK, BY_CODE, CUSTOMER, DATA

ACTIVITY = "credit_collection.mail_activity_contact_change"
OPEN_STATES = ("submitted", "checked")
COLLECTOR = "credit_collection.credit_collection_group_collector"


class CreditContactChange(models.Model):
    """Data of a customer that a contact asked to change in the portal. Nothing changes before it is applied; where somebody
    could divert demands or money by it, a second person applies it. Written by code only."""

    _name = "credit.contact.change"
    _description = "Requested Change of Customer Data"
    _inherit = [
        "credit.portal.access.mixin", "credit.state.mixin", "credit.decision.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _decision_activity = ACTIVITY
    # Nobody writes a request; its readers see its tasks and write notes.
    _mail_post_access = "read"
    _transitions = {
        "submitted": {"checked", "applied", "refused"},
        "checked": {"applied", "refused"},
    }

    # The request outlives the contact.
    contact_id = fields.Many2one(string="Asked By", required=False, ondelete="set null")
    addressee_id = fields.Many2one(
        "res.partner", string="Gets Reminders Today", readonly=True, ondelete="set null",
        help="Contact whose name, e-mail and phone change; a new collection contact where there is none.")
    line_ids = fields.One2many("credit.contact.change.line", "change_id", string="Changes", readonly=True)
    is_sensitive = fields.Boolean(
        string="Two Persons Decide", compute="_compute_is_sensitive", store=True,
        help="The e-mail for reminders or a bank account would change: ask the customer by a phone number that you knew "
             "before.")
    state = fields.Selection(
        [("submitted", "To Check"), ("checked", "Checked"), ("applied", "Applied"), ("refused", "Rejected")],
        required=True, readonly=True, default="submitted", index=True)
    checked_by_id = fields.Many2one("res.users", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Date(readonly=True)
    can_apply = fields.Boolean(compute="_compute_can_apply")

    @api.depends("profile_id")
    def _compute_display_name(self):
        for change in self:
            change.display_name = self.env._("Data of %(customer)s", customer=change.profile_id.display_name)

    @api.depends("line_ids.code")
    def _compute_is_sensitive(self):
        for change in self:
            change.is_sensitive = any(BY_CODE[line.code].is_sensitive for line in change.line_ids)

    @api.depends("state", "checked_by_id", "is_sensitive")
    @api.depends_context("uid")
    def _compute_can_apply(self):
        for change in self:
            change.can_apply = change.state in OPEN_STATES and not change._find_obstacle()

    @api.model
    def _ask(self, profile, contact, addressee, values):
        """:param dict values: ``{code: (value of today, value wanted)}``, as texts
        :return: the request, for code; the open one that asks for the same
        """
        # sudo: the customer asks, code writes.
        Change = self.sudo()
        wanted = {code: new for code, (_old, new) in values.items()}
        for change in Change.search([("profile_id", "=", profile.id), ("state", "in", OPEN_STATES)]):
            if {line.code: line.new_value for line in change.line_ids} == wanted:
                return change
        change = Change.create({
            "profile_id": profile.id, "contact_id": contact.id, "addressee_id": addressee.id,
            "line_ids": [Command.create({"code": code, "old_value": old, "new_value": new})
                         for code, (old, new) in values.items()]})
        change._add_task()
        return change

    def _add_task(self):
        user = self._get_decider()
        env = self.with_context(lang=user.lang or self.env.lang).env
        summary = env._("Apply the data that %(customer)s wants to change", customer=self.profile_id.display_name) \
            if self.state == "checked" else env._(
                "Check the data that %(customer)s wants to change", customer=self.profile_id.display_name)
        self.activity_schedule(
            ACTIVITY, date_deadline=self.company_id._get_credit_today(), user_id=user.id, summary=summary)

    def _get_decider(self):
        """:return: who takes care of the customer, or stands in; another person to apply what was checked"""
        Account, company = self.env["credit.portal.account"], self.company_id
        candidates = Account._get_candidates(self.profile_id)
        if self.state == "checked":
            candidates = (candidates | self._get_colleagues()) - self.checked_by_id or self.checked_by_id
        user = candidates[:1] or self.env.ref("base.user_admin").sudo()
        stand_in = self.env["credit.approval.delegation"]._get_stand_in(user, company)
        return user if self.state == "checked" and stand_in == self.checked_by_id else stand_in

    # Deciding

    def action_check(self):
        """Confirm that the customer really asked for the change; another person applies it."""
        self._check_decider()
        # sudo: the right has been checked; requests are written by code only.
        for change in self.sudo()._set_state("checked", checked_by_id=self.env.uid):
            change.activity_feedback([ACTIVITY])
            change._add_task()

    def action_apply(self):
        """Change the data of the customer as asked.

        :raise UserError: where a second person is to do it
        """
        self._check_decider()
        for change in self:
            if obstacle := change._find_obstacle():
                raise UserError(obstacle)
        # sudo: the right has been checked; a collector need not edit contacts otherwise.
        for today, changes in self.sudo()._group_by_day():
            for change in changes._set_state("applied", decided_by_id=self.env.uid, decided_on=today):
                change._apply()
        self.sudo().activity_unlink([ACTIVITY])

    def action_refuse(self):
        """Leave the data as they are."""
        self._check_decider()
        # sudo: the right has been checked; requests are written by code only.
        for today, changes in self.sudo()._group_by_day():
            changes._set_state("refused", decided_by_id=self.env.uid, decided_on=today)
        self.sudo().activity_unlink([ACTIVITY])

    def _check_decider(self):
        """:raise AccessError: for those who do not follow up these customers"""
        self.profile_id._check_collector()
        self.check_access("read")
        self.profile_id.check_access("write")

    def _find_obstacle(self):
        """:return: why the user cannot apply the request; nothing when the user can"""
        if not self.is_sensitive:
            return None
        if self.state == "submitted":
            return self.env._("Check the request first: ask the customer by a phone number that you knew before.")
        if self.checked_by_id == self.env.user and self._has_colleague():
            return self.env._("You have checked this request. Another person applies it.")
        return None

    def _has_colleague(self):
        """:return: whether somebody else may apply requests in this company"""
        return bool(self._get_colleagues() - self.env.user)

    def _get_colleagues(self):
        """:return: users who may apply requests in this company"""
        # sudo: who may, whether or not the user sees other users.
        users = self.env.ref(COLLECTOR).sudo().all_user_ids - self.env.ref("base.user_root").sudo()
        return users.filtered(lambda user: not user.share)._credit_filter_of_company(self.company_id)

    def _apply(self):
        values = {owner: {} for owner in (CUSTOMER, ADDRESSEE, BANK)}
        for line in self.line_ids:
            datum = BY_CODE[line.code]
            values[datum.owner][datum.field] = line.new_value
        if "country_id" in values[CUSTOMER]:
            code = values[CUSTOMER]["country_id"]
            values[CUSTOMER]["country_id"] = self.env["res.country"].search([("code", "=", code)]).id
        if values[CUSTOMER]:
            self.partner_id.write(values[CUSTOMER])
        if values[ADDRESSEE]:
            self._apply_addressee(values[ADDRESSEE])
        if values[BANK]:
            self.env["res.partner.bank"].create({**values[BANK], "partner_id": self.partner_id.id})
        self.profile_id.message_post(body=self.env._("Applied: %(changes)s", changes=self._describe_changes()))

    def _apply_addressee(self, values):
        """Write to the collection contact, or make one where another contact gets the reminders."""
        contact = self.addressee_id
        if contact.active and contact.credit_collection_contact and contact.commercial_partner_id == self.partner_id:
            contact.write(values)
            return
        kept = {name: contact[name] for name in ("name", "email", "phone", "lang") if contact}
        if self.partner_id == contact:
            kept["name"] = self.env._("Accounts payable")
        self.env["res.partner"].create({
            **kept, **values, "parent_id": self.partner_id.id, "type": "contact", "credit_collection_contact": True})

    def _describe_changes(self):
        return ", ".join(f"{line.label}: {line.old_value or '–'} → {line.new_value}" for line in self.line_ids)


class CreditContactChangeLine(models.Model):
    _name = "credit.contact.change.line"
    _description = "Requested Change of One Piece of Data"
    _order = "id"

    change_id = fields.Many2one("credit.contact.change", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id")
    code = fields.Selection([(datum.code, datum.label) for datum in DATA], string="Data", required=True, readonly=True)
    label = fields.Char(compute="_compute_label")
    old_value = fields.Char(string="Today", readonly=True)
    new_value = fields.Char(string="Wanted", readonly=True)
    is_sensitive = fields.Boolean(compute="_compute_label")

    @api.depends("code")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = dict(self._fields["code"]._description_selection(self.env))
        for line in self:
            line.label = labels[line.code]
            line.is_sensitive = BY_CODE[line.code].is_sensitive


class CreditProfileJoining(models.Model):
    _inherit = "credit.profile.joining"

    @api.model
    def _remember(self, customers, payer):
        """What a customer asked to change of its own data is not written on the company that it joins."""
        changes = self.env["credit.contact.change"].search([
            ("profile_id.partner_id", "in", customers.ids), ("state", "in", OPEN_STATES)])
        for today, group in changes._group_by_day():
            group._set_state("refused", decided_on=today)
        for change in changes:
            change.message_post(body=self.env._(
                "Rejected: %(customer)s joined %(company)s. Ask for the data again.",
                customer=change.partner_id.display_name, company=payer.display_name))
        changes.activity_unlink([ACTIVITY])
        return super()._remember(customers, payer)
