import hashlib

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from odoo.addons.credit_collection.models.common.kept_text import choose_language

REPORT = "credit_collection_legal.action_report_case_letter"
# What is recorded of a letter that was sent.
DELIVERY, REPLY = {"delivery", "delivery_date", "proof_ids"}, {"reply", "replied_on"}
# Placeholders that may stand in the text of a template.
PLACEHOLDERS = (
    "number", "case_number", "company_name", "customer_name", "sender_name", "claim_text", "item_table", "deadline_text")


class CreditCaseLetter(models.Model):
    """A lawyer's letter: breach, demand, deadline; what was sent is kept, and so is the reply."""

    _name = "credit.case.letter"
    _description = "Lawyer's Letter"
    _inherit = ["credit.state.mixin", "mail.thread"]
    _order = "id desc"
    _transitions = {"draft": {"sent"}, "sent": {"answered"}}

    case_id = fields.Many2one("credit.case", required=True, index=True, ondelete="cascade", role="fixed")
    profile_id = fields.Many2one(related="case_id.profile_id", store=True, index=True)
    company_id = fields.Many2one(related="case_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    template_id = fields.Many2one(
        "credit.case.letter.template", required=True, ondelete="restrict", check_company=True,
        default=lambda self: self.env["credit.case.letter.template"].search([], limit=1))
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("answered", "Answered")], required=True, readonly=True, default="draft",
        copy=False, tracking=True)
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(), string="Language", compute="_compute_lang", store=True,
        readonly=False, precompute=True)
    date = fields.Date(string="Sent On", readonly=True, copy=False)
    deadline = fields.Date(help="Last day to pay. Without one, by the days of the template.")
    has_own_deadline = fields.Boolean(readonly=True, copy=False, help="Entered by hand: it stays, whenever the letter leaves.")
    body = fields.Html(string="Text Sent", readonly=True, copy=False, sanitize="email_outgoing")
    text = fields.Html(compute="_compute_text", sanitize=False)
    pdf_id = fields.Many2one(
        "ir.attachment", string="PDF", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    pdf_checksum = fields.Char(string="SHA-256 of the PDF", readonly=True, copy=False)
    step_id = fields.Many2one("credit.case.step", readonly=True, copy=False, ondelete="set null", index="btree_not_null")
    delivery = fields.Selection(
        [("received", "Received"), ("returned", "Returned undelivered")], string="Delivery of the Letter", copy=False,
        tracking=True)
    delivery_date = fields.Date(string="Delivered or Returned On", copy=False)
    proof_ids = fields.Many2many(
        "ir.attachment", "credit_case_letter_proof_rel", "letter_id", "attachment_id", string="Proof of Delivery", copy=False)
    event_id = fields.Many2one(
        "credit.limitation.event", string="Limitation Event", readonly=True, copy=False, ondelete="set null",
        index="btree_not_null")
    reply = fields.Text(copy=False, help="What the customer answered.")
    replied_on = fields.Date(copy=False)

    number = fields.Char(compute="_compute_texts")
    case_number = fields.Char(compute="_compute_texts")
    company_name = fields.Char(compute="_compute_texts")
    customer_name = fields.Char(compute="_compute_texts")
    sender_name = fields.Char(compute="_compute_texts")
    claim_text = fields.Char(compute="_compute_texts")
    deadline_text = fields.Char(compute="_compute_texts")
    item_table = fields.Html(compute="_compute_texts", sanitize=False)

    @api.model
    def mail_allowed_qweb_expressions(self):
        """Placeholders that managers may use without the right to edit dynamic templates."""
        return (*super().mail_allowed_qweb_expressions(), *(f"object.{name}" for name in PLACEHOLDERS))

    @api.depends("case_id")
    def _compute_display_name(self):
        for letter in self:
            letter.display_name = f"{letter._get_number()} {letter.case_id.profile_id.display_name or ''}".strip()

    def _get_number(self):
        """:return: the number by which customer and sender speak of this letter"""
        self.ensure_one()
        return f"{self.case_id._get_number()}-{self._origin.id or 0}"

    @api.depends("case_id")
    def _compute_lang(self):
        for letter in self:
            lang = letter.case_id and self.env["credit.addressee"]._get_language(
                letter.case_id.profile_id, letter.case_id.partner_id)
            letter.lang = letter.lang or lang or self.env.lang

    @api.depends("case_id", "deadline", "template_id", "lang")
    def _compute_texts(self):
        for letter in self:
            env = letter.with_context(lang=choose_language(self.env, letter.lang)).env
            case = letter.case_id.with_env(env)
            letter.update({
                "number": letter._get_number(), "case_number": case._get_number(), "company_name": case.company_id.name,
                "customer_name": case.partner_id.name,
                "sender_name": case.counsel_id.name or case.company_id.name,
                "claim_text": case._describe_claim(env) if case else "",
                "deadline_text": format_date(env, letter._get_deadline()), "item_table": letter._make_item_table(env)})

    def _get_deadline(self):
        self.ensure_one()
        return self.deadline or fields.Date.add(
            self.date or self.company_id._get_credit_today(), days=self.template_id.days or 0)

    def _make_item_table(self, env):
        """:return: markup of what is claimed: the items and the costs charged on"""
        if not self.case_id:
            return Markup()
        case = self.case_id.sudo().with_env(env(su=True))  # sudo: the items of a case that the reader may read.
        rows = [
            (line.move_name or line.name or "", format_date(env, line.date_maturity or line.date),
             line.currency_id.format(line.amount_residual_currency))
            for line in case.line_ids._filter_credit_claimed().sorted(lambda line: (line.date_maturity or line.date, line.id))]
        if not case.currency_id.is_zero(case.cost_claimed):
            rows.append((env._("Costs of the proceedings so far"), "", case.currency_id.format(case.cost_claimed)))
        cells = Markup().join(
            Markup('<tr><td>%s</td><td>%s</td><td class="text-end">%s</td></tr>') % row for row in rows)
        total = Markup('<tr><th>%s</th><th></th><th class="text-end">%s</th></tr>') % (
            env._("Total"), case._describe_claim(env))
        return Markup('<table class="table table-sm"><thead><tr><th>%s</th><th>%s</th><th class="text-end">%s</th></tr></thead>'
                      "<tbody>%s%s</tbody></table>") % (env._("Document"), env._("Due"), env._("Open"), cells, total)

    @api.depends("body", "template_id", "deadline", "lang", "claim_text")
    def _compute_text(self):
        for letter in self:
            letter.text = letter.body or letter._origin and letter._render_body()

    def _render_body(self):
        """:return: markup of the text, in the language of the letter"""
        self.ensure_one()
        # sudo: placeholders are facts of the case, which the reader may read.
        template = self.template_id.with_context(lang=choose_language(self.env, self.lang))
        return template.sudo()._render_field("body", self._origin.ids)[self._origin.id]

    def _get_subject(self):
        return self.template_id.with_context(lang=choose_language(self.env, self.lang)).subject

    @api.model_create_multi
    def create(self, vals_list):
        letters = super().create(vals_list)
        letters.case_id._check_collector()
        letters.case_id._check_open()
        return letters

    def write(self, vals):
        if {"template_id", "deadline", "lang"} & vals.keys() and not self.env.su and self.filtered(
                lambda letter: letter.state != "draft"):
            raise UserError(self.env._("The text of a letter does not change once it is sent. Write another one."))
        if not self.env.su:
            self._check_evidence(vals)
        return super().write(vals)

    def _is_delivered(self):
        """:return: whether its delivery is recorded; cancelled at the limitation events, it may be recorded anew"""
        self.ensure_one()
        return self.event_id.state == "recorded"

    def _check_evidence(self, vals):
        """:raise UserError: delivery or reply was recorded and does not change any more"""
        for letter in self:
            if (DELIVERY & vals.keys() and letter._is_delivered()) or (REPLY & vals.keys() and letter.state == "answered"):
                raise UserError(self.env._("“%(letter)s”: what was recorded is evidence and stays as it is.",
                                           letter=letter.display_name))

    def _get_kept_files(self):
        return super()._get_kept_files() | self.filtered(lambda letter: letter._is_delivered()).proof_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if sent := self.filtered(lambda letter: letter.state != "draft")[:1]:
            raise UserError(self.env._("“%(letter)s” is evidence and cannot be deleted.", letter=sent.display_name))

    # Steps

    def action_print(self):
        """:return: the download of what was sent, or of a preview"""
        self.ensure_one()
        self.check_access("read")
        if self.pdf_id:
            return {"type": "ir.actions.act_url", "url": f"/web/content/{self.sudo().pdf_id.id}?download=true"}
        return self.env.ref(REPORT).report_action(self, config=False)

    def action_send(self):
        """It goes out on paper today, or by other ways than ours: keep text and PDF, and watch the deadline.

        :raise UserError: nothing is claimed, or the deadline is over
        """
        self.case_id._check_collector()
        for letter in self:
            today = letter.company_id._get_credit_today()
            letter._check_sendable(today)
            letter.sudo()._keep(today)  # sudo: the right has been checked; what was sent is evidence.

    def _check_sendable(self, today):
        case = self.case_id
        if self.state != "draft":
            raise UserError(self.env._("“%(letter)s” was sent already.", letter=self.display_name))
        if self.currency_id.compare_amounts(case.total_claim, 0) <= 0:
            raise UserError(self.env._("Nothing is open in “%(case)s” any more.", case=case.display_name))
        if self.deadline and self.deadline <= today:
            raise UserError(self.env._("The deadline of a letter lies ahead."))

    def _keep(self, today):
        self.has_own_deadline = bool(self.deadline)
        self._keep_text(today)
        self.step_id = self.env["credit.case.step"].create({
            "case_id": self.case_id.id, "stage_id": self.case_id.stage_id.id, "date_deadline": self.deadline,
            "name": self.env._("Payment deadline of letter %(number)s: decide next step", number=self._get_number())})
        self._set_state("sent")
        self.case_id.message_post(body=self.env._(
            "Lawyer's letter %(number)s, deadline %(date)s.", number=self._get_number(),
            date=format_date(self.env, self.deadline)))

    def _keep_text(self, today):
        """Keep text and PDF as they leave ``today``: the deadline runs from then on."""
        self.write({"date": today, "deadline": self.deadline if self.has_own_deadline else fields.Date.add(
            today, days=self.template_id.days or 0), "body": False})
        self.body = self._render_body()
        content = self.env["ir.actions.report"]._render_credit_pdfs(REPORT, self, {self.id: self._get_number()})[self.id]
        self.pdf_id = self.env["ir.attachment"].create({
            "name": f"{self._get_number()}.pdf", "raw": content, "mimetype": "application/pdf", "res_model": self._name,
            "res_id": self.id})
        self.pdf_checksum = hashlib.sha256(content).hexdigest()

    def action_record_delivery(self):
        """Note that it was received or came back; what was received may interrupt limitation, by the law of the items.

        :raise UserError: how, when or what shows it is not said
        """
        self.case_id._check_collector()
        for letter in self:
            if letter.state == "draft":
                raise UserError(self.env._("“%(letter)s” was not sent yet.", letter=letter.display_name))
            if not letter.delivery or not letter.delivery_date or not letter.proof_ids:
                raise UserError(self.env._(
                    "“%(letter)s”: say whether it was received, on which day, and attach the receipt of delivery.",
                    letter=letter.display_name))
            if letter._is_delivered():
                raise UserError(self.env._("The delivery of “%(letter)s” is recorded already.", letter=letter.display_name))
            event = self.env["credit.limitation.event"].create({
                "profile_id": letter.profile_id.id, "kind": "demand", "date": letter.delivery_date,
                "receipt": letter.delivery, "case_id": letter.case_id.id, "note": letter.display_name,
                "line_ids": [Command.set(letter.case_id.line_ids.ids)],
                "attachment_ids": [Command.set(letter.proof_ids.ids)]})
            letter.sudo().event_id = event  # sudo: written by code only.

    def action_answer(self):
        """The customer answered: the deadline is done.

        :raise UserError: the answer is not written down
        """
        self.case_id._check_collector()
        for letter in self:
            if not (letter.reply or "").strip():
                raise UserError(self.env._("“%(letter)s”: enter what the customer answered.", letter=letter.display_name))
            # sudo: the right has been checked; the state is written by code only.
            letter.sudo()._set_state(
                "answered", replied_on=letter.replied_on or letter.company_id._get_credit_today())
            letter.step_id.action_done()


class CreditCase(models.Model):
    _inherit = "credit.case"

    letter_ids = fields.One2many("credit.case.letter", "case_id", string="Lawyer's Letters", copy=False)
    letter_count = fields.Integer(compute="_compute_letter_count", string="Letters")

    @api.depends("letter_ids")
    def _compute_letter_count(self):
        for case in self:
            case.letter_count = len(case.letter_ids)
