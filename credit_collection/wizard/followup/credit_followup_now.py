from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.common.kept_text import choose_language
from ...tools.common.notices import show_notice


class CreditFollowupNow(models.TransientModel):
    """Follow up one customer at once, after looking at what will be sent: any level, also about chosen items only. If the
    plan would not do it today, a banner says why, and a reason is asked for.
    """

    _name = "credit.followup.now"
    _inherit = "credit.bounds.mixin"
    _description = "Follow Up Now"

    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    plan_id = fields.Many2one(related="profile_id.effective_followup_plan_id", string="Follow-up Plan")
    current_level_id = fields.Many2one(related="profile_id.followup_level_id", string="Current Level")
    last_followup_date = fields.Date(related="profile_id.last_followup_date")
    payable_amount = fields.Monetary(related="profile_id.payable_amount")
    level_id = fields.Many2one(
        "credit.followup.level",
        required=True,
        domain="[('plan_id', '=', plan_id)]",
        compute="_compute_level_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    send_mail = fields.Boolean(
        string="Send E-mail", compute="_compute_channels", store=True, readonly=False, precompute=True
    )
    make_call = fields.Boolean(
        string="Schedule Call", compute="_compute_channels", store=True, readonly=False, precompute=True
    )
    contact_id = fields.Many2one("res.partner", string="Addressed To", compute="_compute_preview")
    contact_email = fields.Char(related="contact_id.email", string="E-mail Address")
    amount_due = fields.Monetary(string="Amount to Collect", compute="_compute_preview")
    days_overdue = fields.Integer(compute="_compute_preview")
    line_ids = fields.Many2many(
        "account.move.line", string="Items", compute="_compute_line_ids", store=True, readonly=False, precompute=True,
        help="Remove items that this follow-up does not cover.",
    )
    subject = fields.Char(compute="_compute_texts", store=True, readonly=False, precompute=True)
    text = fields.Html(compute="_compute_texts", store=True, readonly=False, precompute=True)
    preview = fields.Html(compute="_compute_preview", sanitize=False)
    warning = fields.Char(compute="_compute_warning")
    objection = fields.Char(
        compute="_compute_objection", help="Reason of the plan against this follow-up today. It can be made with a "
                                           "justification.")
    reason = fields.Char(string="Justification", help="Justification for the follow-up, kept on its record.")

    @api.model_create_multi
    def create(self, vals_list):
        profile_ids = [vals.get("profile_id") or self.env.context.get("default_profile_id") for vals in vals_list]
        self.env["credit.profile"].browse(filter(None, profile_ids))._check_followup_plan()
        return super().create(vals_list)

    @api.depends("profile_id")
    def _compute_level_id(self):
        for wizard in self:
            profile = wizard.profile_id
            wizard.level_id = profile.next_followup_level_id or self.env["credit.followup.round"]._get_following_level(profile)

    @api.depends("level_id")
    def _compute_channels(self):
        for wizard in self:
            wizard.send_mail = wizard.level_id.send_mail
            wizard.make_call = bool(wizard.level_id.activity_type_id)

    @api.depends("level_id", "profile_id")
    def _compute_texts(self):
        for wizard in self:
            level = wizard.level_id.with_context(
                lang=choose_language(self.env, wizard.profile_id.partner_id.lang))
            wizard.subject = level and f"{wizard.profile_id.company_id.name}: {level.subject or level.name}"
            wizard.text = level.body

    @api.depends("level_id", "profile_id")
    def _compute_line_ids(self):
        for wizard in self:
            case = wizard._prepare_whole_case() if wizard.profile_id and wizard.level_id else None
            wizard.line_ids = [item.id for item in case.items] if case else False

    @api.depends("level_id", "profile_id", "subject", "text", "line_ids")
    def _compute_preview(self):
        # sudo: the letter shows items of all branches, and is written by the system; nothing is sent here.
        Followup = self.env["credit.followup"].sudo()
        for wizard in self:
            if not wizard.profile_id or not wizard.level_id:
                wizard.update(dict.fromkeys(("contact_id", "amount_due", "days_overdue", "preview"), False))
                continue
            case = Followup.env["credit.addressee"]._address_again(wizard._prepare_case(), 0)
            wizard.contact_id = case.contact
            wizard.amount_due = case.amount_due
            wizard.days_overdue = case.days_overdue
            composed = Followup._get_channel_service("mail")._compose(case, wizard._get_today())
            wizard.preview = composed and composed[1]

    @api.depends("level_id", "send_mail", "make_call", "amount_due", "line_ids", "contact_id")
    def _compute_warning(self):
        for wizard in self:
            wizard.warning = wizard._find_obstacle()

    @api.depends("level_id", "profile_id")
    def _compute_objection(self):
        for wizard in self:
            wizard.objection = wizard._find_objection()

    def action_confirm(self):
        """Make the follow-up as previewed, with the items as they are at this moment."""
        return {**self._follow_up()._get_records_action(), "name": self.env._("Follow-up")}

    def action_confirm_here(self):
        """As ``action_confirm``, and stay on the page."""
        followups = self._follow_up()
        channels = dict(followups._get_channel_selection())
        return show_notice(self.env._(
            "%(customer)s followed up: %(channels)s.", customer=self.profile_id.display_name,
            channels=", ".join(channels[followup.channel] for followup in followups)))

    def _follow_up(self):
        """:return: the ``credit.followup`` made"""
        self.profile_id._check_collector()
        self.profile_id.check_access("write")
        obstacle = self._find_obstacle()
        if obstacle:
            raise UserError(obstacle)
        repetition = self._get_repetition()
        if repetition and not (self.reason or "").strip():
            raise UserError(self.env._(
                "%(objection)s To follow up anyway, enter a justification.", objection=self._find_objection()))
        case = self._prepare_case()._replace(repeat=repetition, reason=self.reason or None)
        return self.env["credit.followup.round"]._follow_up_manually(case, self._get_today())

    def _get_today(self):
        return self.profile_id.company_id._get_credit_today()

    def _prepare_whole_case(self):
        """:return: the case about all that is open at the level"""
        # sudo: as for the preview; a user who gets here may write the profile, action_confirm checks it.
        profile_sudo = self.profile_id.sudo()._origin
        level_sudo = self.level_id.sudo()._origin
        # What else the level does, such as a letter, is not asked for: it goes to the worklist, where it may be skipped.
        others = tuple(channel for channel in level_sudo._get_channels() if channel not in ("mail", "call"))
        channels = ("mail",) * self.send_mail + ("call",) * self.make_call + others or ("manual",)
        return self.env["credit.followup.round"].sudo()._prepare_manual_case(
            profile_sudo, level_sudo, channels, self._get_today(), subject=self.subject or None, text=self.text)

    def _prepare_case(self):
        """:return: the case about the chosen items, as they are at this moment"""
        case = self._prepare_whole_case()
        chosen = set(self.line_ids._origin.ids)
        if chosen >= {item.id for item in case.items}:
            return case
        return self.env["credit.followup.round"].sudo()._prepare_manual_case(
            case.profile, case.level, case.channels, self._get_today(), subject=case.subject, text=case.text,
            items=[item for item in case.items if item.id in chosen])

    def _find_obstacle(self):
        """:return: why this follow-up cannot be made, or False"""
        self.ensure_one()
        if not self.level_id or not self.profile_id:
            return self.env._(
                "The customer has no follow-up plan. Choose one on the customer, the rating or in the settings."
            )
        return self.env["credit.followup.round"]._find_obstacle(self._prepare_case())

    def _find_objection(self):
        """:return: why the plan would not make this follow-up today, or False"""
        if not self.level_id or not self.profile_id:
            return False
        # sudo: as for the preview.
        Round = self.env["credit.followup.round"].sudo()
        return Round._find_objection(self.profile_id.sudo()._origin, self.level_id.sudo()._origin, self._get_today())

    def _get_repetition(self):
        """:return: 0 for the first time of the level in this cycle, else a number that is free"""
        done = self.env["credit.followup"].sudo().search([
            ("profile_id", "=", self.profile_id.id), ("level_id", "=", self.level_id.id),
            ("cycle", "=", self.profile_id.followup_cycle)])
        return max(done.mapped("repeat_number"), default=-1) + 1
