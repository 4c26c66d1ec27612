from odoo import api, fields, models
from odoo.tools import format_date

from .credit_reply_pattern import KINDS

# Characters of a text that lists and notes show.
SUMMARY = 250


class CreditReply(models.Model):
    """An answer of a customer and what it was read to mean: proposed, until a collector logs or dismisses it.

    The message itself stays on the profile. What was read may be corrected before it is logged; nothing follows by itself.
    """

    _name = "credit.reply"
    _inherit = ["credit.state.mixin"]
    _description = "Reply of a Customer"
    _order = "id desc"
    _rec_name = "profile_id"
    _transitions = {"proposed": {"logged", "dismissed"}, "dismissed": {"proposed"}}

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="profile_id.company_id", store=True)
    collector_id = fields.Many2one(related="profile_id.collector_id")
    followup_id = fields.Many2one(
        "credit.followup", string="Answers", readonly=True, index="btree_not_null", ondelete="set null",
        help="The follow-up that the customer answers, else the last one before.")
    message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="set null", exportable=False)
    contact_id = fields.Many2one("res.partner", string="Written By", readonly=True, ondelete="set null")
    date = fields.Date(string="Received On", required=True, readonly=True)
    subject = fields.Char(readonly=True)
    text = fields.Text(readonly=True, help="What the customer wrote, without what they quote.")
    summary = fields.Char(string="Beginning", compute="_compute_summary")
    state = fields.Selection(
        [("proposed", "To Log"), ("logged", "Logged"), ("dismissed", "Dismissed")], required=True, readonly=True,
        default="proposed")
    kind = fields.Selection(KINDS, string="Read As", role="open", help="Correct it before you log it.")
    other_kinds = fields.Char(readonly=True, help="What else speaks from the text.")
    pattern_id = fields.Many2one("credit.reply.pattern", readonly=True, ondelete="set null")
    words = fields.Char(string="Found In", readonly=True)
    is_automatic = fields.Boolean(
        string="Automatic Reply", readonly=True, help="Sent by a program: only an absence is read from it.")
    found_date = fields.Date(
        string="Day", role="open", help="The day on which they will pay or have paid, or from which they are back.")
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount = fields.Monetary(role="open", default=0.0)
    move_ids = fields.Many2many("account.move", string="Invoices Named", role="open")
    addresses = fields.Char(string="Addresses Named", readonly=True)
    proposal = fields.Char(compute="_compute_proposal")
    logged_by_id = fields.Many2one("res.users", readonly=True)
    logged_on = fields.Date(readonly=True)

    _to_log_idx = models.Index("(company_id) WHERE state = 'proposed'")

    @api.depends("text")
    def _compute_summary(self):
        for reply in self:
            words = " ".join((reply.text or "").split())
            reply.summary = words if len(words) <= SUMMARY else f"{words[:SUMMARY]} …"

    @api.depends("kind", "is_automatic", "found_date", "amount", "currency_id", "move_ids", "addresses")
    @api.depends_context("lang")
    def _compute_proposal(self):
        for reply in self:
            reply.proposal = reply._get_proposal()

    def _get_proposal(self):
        """:return: what was read, in a line"""
        self.ensure_one()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        facts = [
            self.amount and self.currency_id.format(self.amount), self.found_date and format_date(self.env, self.found_date),
            ", ".join(self.move_ids.mapped("name")), self.kind == "wrong_person" and self.addresses]
        unknown = self.env._("Automatic reply") if self.is_automatic else self.env._("Not understood: read it")
        return " · ".join(filter(None, [kinds.get(self.kind) or unknown, *facts]))

    @api.model
    def _get_system_message(self):
        return self.env._("A reply is evidence: only what was read from it may be corrected.")


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (90, "credit.reply")]
