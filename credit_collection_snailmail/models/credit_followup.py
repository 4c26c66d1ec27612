from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from odoo.addons.credit_collection.models.common.kept_text import keep

_lt = LazyTranslate(__name__)

REPORT = "credit_collection_snailmail.action_report_followup_letter_post"


class CreditFollowup(models.Model):
    """Letters that a postal service prints and posts, queued in bulk and sent by the job of core."""

    _inherit = "credit.followup"

    snailmail_letter_id = fields.Many2one(
        "snailmail.letter", readonly=True, ondelete="set null", index="btree_not_null", copy=False, exportable=False)
    snailmail_state = fields.Selection(
        related="snailmail_letter_id.state", string="Mail Service", help="Progress of the letter at the mail service.")

    def action_post_letters(self):
        """Hand these letters to the postal service, with the amounts that are open now; what is settled is not posted.

        :raise UserError: when there is nothing to post, a letter has been printed to be posted by hand, and in test mode
        """
        self.profile_id._check_collector()
        self.company_id._check_credit_live()
        self.check_access("write")
        letters = self.filtered(lambda followup: followup.channel == "letter" and followup.state == "todo")
        printed = letters.filtered("printed_date")[:1]
        if printed:
            raise UserError(self.env._(
                "%(letter)s: the letter has been printed. Mail it yourself and press Mark as Mailed.",
                letter=printed.display_name,
            ))
        # sudo: text and state are evidence that collectors do not write themselves; the right has been checked.
        for today, group in letters._group_by_day().items():
            group.sudo()._queue_letters(today)
        if all(letter.state == "skipped" for letter in letters):
            raise UserError(self.env._("There is no letter to mail: all are mailed, paid, promised or disputed by now."))

    def action_print_letters(self):
        self.profile_id._check_collector()
        self.check_access("read")
        posted = self.filtered(lambda letter: letter.snailmail_state in ("pending", "sent"))[:1]
        if posted:
            raise UserError(self.env._(
                "%(letter)s: the mail service prints and mails this letter. It is not printed a second time.",
                letter=posted.display_name,
            ))
        return super().action_print_letters()

    def _queue_letters(self, today):
        """Write these letters anew and queue them; those without a full address fail."""
        letters = self._refresh_letters(today)
        complete = letters.filtered(lambda letter: self.env["snailmail.letter"]._is_valid_address(letter.contact_id))
        for letter in letters - complete:
            letter.write({"state": "failed", "printed_date": False, "error": keep(letter._explain_incomplete_address())})
        if not complete:
            return
        queued = self.env["snailmail.letter"].create([letter._prepare_snailmail_vals() for letter in complete])
        for letter, snailmail_letter in zip(complete, queued, strict=True):
            letter.snailmail_letter_id = snailmail_letter
        complete._post_letters(today)
        self.env.ref("snailmail.snailmail_print")._trigger()

    def _prepare_snailmail_vals(self):
        self.ensure_one()
        company = self.company_id
        return {
            # Core notes the letter in the chatter of its document: the profile has one.
            "model": self.profile_id._name,
            "res_id": self.profile_id.id,
            "partner_id": self.contact_id.id,
            "user_id": self.env.user.id,
            "company_id": company.id,
            "report_template": self.env.ref(REPORT).id,
            "color": company.snailmail_color,
            "cover": company.snailmail_cover,
            "duplex": company.snailmail_duplex,
        }

    def _explain_incomplete_address(self):
        return _lt(
            "The address of %(contact)s is not complete. Enter street, city, ZIP and country, then press Retry.",
            contact=self.contact_id.display_name,
        )

    def _set_state(self, target, **vals):
        """A failed letter that takes another way is not posted by core's job, which tries failed letters again."""
        moved = super()._set_state(target, **vals)
        if target in ("todo", "skipped"):
            back = moved.filtered(lambda followup: followup.snailmail_state in ("error", "canceled"))
            back.snailmail_letter_id.filtered(lambda letter: letter.state == "error").cancel()
            if target == "todo":
                back.printed_date = False
        return moved
