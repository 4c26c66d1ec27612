from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import email_normalize

from ...tools.reply.text import get_own_text
from .credit_reply import SUMMARY
from .credit_reply_receive import LONGEST_TEXT


class CreditUnassignedMessage(models.Model):
    """A message to the address for receivables from a sender who is not known as a customer, or as several ones.

    A collector assigns it to a customer, then it is part of their thread and is read as any answer; or dismisses it.
    """

    _name = "credit.unassigned.message"
    _inherit = ["mail.thread", "credit.state.mixin"]
    _description = "Message to Assign"
    _order = "id desc"
    _rec_name = "subject"
    _primary_email = "email_from"
    _check_company_auto = True
    _transitions = {"open": {"assigned", "dismissed"}, "dismissed": {"open"}}

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    email_from = fields.Char(string="Sender", readonly=True)
    email = fields.Char(string="Address of the Sender", readonly=True, index="btree_not_null")
    subject = fields.Char(readonly=True)
    text = fields.Text(readonly=True, help="What the sender wrote, without what they quote.")
    summary = fields.Char(string="Beginning", compute="_compute_summary")
    date = fields.Date(string="Received On", required=True, readonly=True)
    is_automatic = fields.Boolean(string="Automatic Message", readonly=True, help="Sent by a program.")
    state = fields.Selection(
        [("open", "To Assign"), ("assigned", "Assigned"), ("dismissed", "Dismissed")], required=True, readonly=True,
        default="open")
    proposed_ids = fields.Many2many(
        "credit.profile", "credit_unassigned_message_profile_rel", string="Proposed Customers", readonly=True,
        help="Customers with this address, whose invoices the text names, or to whom this sender was assigned before.")
    profile_id = fields.Many2one(
        "credit.profile", string="Customer", role="open", check_company=True, index="btree_not_null", ondelete="set null",
        domain="[('company_id', '=', company_id)]")
    assigned_by_id = fields.Many2one("res.users", readonly=True)
    assigned_on = fields.Date(readonly=True)

    _open_idx = models.Index("(company_id) WHERE state = 'open'")

    @api.depends("text")
    def _compute_summary(self):
        for message in self:
            words = " ".join((message.text or "").split())
            message.summary = words if len(words) <= SUMMARY else f"{words[:SUMMARY]} …"

    def write(self, vals):
        if "profile_id" in vals and not self.env.su and "assigned" in self.mapped("state"):
            raise UserError(self.env._("The message is in the thread of the customer already."))
        return super().write(vals)

    @api.model
    def _get_system_message(self):
        return self.env._("What was received is evidence: only the customer whom it is assigned to may be chosen.")

    # Arriving

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Keep the message for a collector; nothing is sent to its sender."""
        company = self.env["res.company"].browse((custom_values or {}).get("company_id")) or self.env.company.root_id
        _contact, _profile, candidates = self.env["credit.sender"]._find(company, msg_dict)
        email = email_normalize(msg_dict.get("email_from") or "") or False
        proposed = candidates | self._find_assigned_before(company, email)
        # The customer's thread is told nothing of how the message came there.
        message = self.with_context(mail_create_nolog=True).create({
            "company_id": company.id, "email_from": msg_dict.get("email_from"), "email": email,
            "subject": msg_dict.get("subject") or self.env._("No subject"), "text": self._get_own_text(msg_dict),
            "date": company._get_credit_today(fields.Datetime.to_datetime(msg_dict.get("date"))),
            "is_automatic": self.env.context.get("credit_collection_automatic", False),
            "proposed_ids": [Command.set(proposed.ids)], "profile_id": proposed.id if len(proposed) == 1 else False,
        })
        # sudo: the setting of a company, no matter who fetches the mail.
        message.message_subscribe(company.sudo().credit_manager_id.filtered("active").partner_id.ids)
        return message

    def message_update(self, msg_dict, update_vals=None):
        """The sender writes once more: the message is to be assigned again where it was dismissed."""
        for message in self:
            message.text = f"{message.text or ''}\n\n{self._get_own_text(msg_dict)}"[:LONGEST_TEXT]
        self.filtered(lambda message: message.state == "dismissed")._set_state("open")
        return super().message_update(msg_dict, update_vals=update_vals)

    @api.model
    def _get_own_text(self, msg_dict):
        return get_own_text(self.env["credit.reply"]._get_text(msg_dict.get("body")))[:LONGEST_TEXT]

    @api.model
    def _find_assigned_before(self, company, email):
        """:return: the customer to whom the last message of this sender was assigned"""
        return email and self.search([
            ("email", "=", email), ("company_id", "=", company.id), ("state", "=", "assigned"),
        ], limit=1).profile_id or self.env["credit.profile"]

    @api.ondelete(at_uninstall=False)
    def _unlink_keep_evidence(self):
        if assigned := self.filtered(lambda message: message.state == "assigned")[:1]:
            raise UserError(self.env._(
                "“%(message)s” was assigned to a customer and is evidence; it cannot be deleted.",
                message=assigned.display_name))

    # What a collector does with it

    def _check_keeper(self):
        """:raise AccessError: for those who may not look after customers, or do not see these messages"""
        self.env["credit.profile"]._check_collector()
        self.check_access("write")

    def action_assign(self):
        """Move the messages to the threads of their customers, where they are read as any answer."""
        self._check_keeper()
        for message in self:
            if not message.profile_id:
                raise UserError(self.env._("“%(message)s”: choose the customer first.", message=message.display_name))
            # sudo: messages and what is read from them are evidence; the right has been checked.
            message.sudo()._assign(self.env.user)

    def action_dismiss(self):
        """Leave the messages as they are: they belong to no customer."""
        self._check_keeper()
        self.sudo()._set_state("dismissed")  # sudo: as in action_assign.

    def action_reopen(self):
        """Take a dismissal back."""
        self._check_keeper()
        self.sudo()._set_state("open")  # sudo: as in action_assign.

    def _assign(self, user):
        self.ensure_one()
        profile, received = self.profile_id, self.message_ids.filtered(lambda message: message.message_type == "email")
        self._set_state("assigned", assigned_by_id=user.id, assigned_on=self.company_id._get_credit_today())
        self.message_change_thread(profile)
        received.attachment_ids.write({"res_model": profile._name, "res_id": profile.id})
        Reply = self.env["credit.reply"].with_context(credit_collection_automatic=self.is_automatic)
        for message in received.sorted("id"):
            Reply._receive(profile, message)
