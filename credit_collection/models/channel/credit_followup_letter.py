import base64
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate
from odoo.tools.image import image_data_uri

from ...tools.channel.letter_texts import MAX_ROWS
from ...tools.common.clock import add_days
from ..common.beside import try_to
from ..common.kept_text import keep
from ..followup.credit_followup_channel import Channel
from .letter_writer import LetterWriter

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    """Letters, from the worklist through the printer to the post, and the deadlines that e-mails and letters set."""

    _inherit = "credit.followup"

    printed_date = fields.Date(string="Printed", readonly=True)
    deadline_date = fields.Date(string="Deadline", readonly=True, help="Payment deadline stated to the customer.")
    deadline_activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )

    @api.model
    def _get_channels(self):
        return [
            *super()._get_channels(),
            Channel(30, "letter", _lt("Letter"), "credit.followup.channel.letter", flag="send_letter", per_address=True),
        ]

    @api.model
    def _get_pending_domain(self):
        return super()._get_pending_domain() | Domain("deadline_activity_id", "!=", False)

    def _get_tasks(self):
        return super()._get_tasks() | self.deadline_activity_id

    def action_print_letters(self):
        """Print these letters into one file, with the amounts that are open now; what is settled is not printed.

        :return: the action that downloads the PDF
        :raise UserError: when there is nothing to print
        """
        self.profile_id._check_collector()
        self.check_access("read")
        # sudo: text and dates are evidence that collectors do not write themselves; the right has been checked.
        letters = self.filtered(lambda followup: followup.channel == "letter" and followup.state in ("todo", "sent"))
        printable = letters.filtered(lambda letter: letter.state == "sent")
        for today, group in (letters - printable)._group_by_day().items():
            printable |= group.sudo()._refresh_letters(today).sudo(self.env.su)
        if not printable:
            raise UserError(self.env._("There is no letter to print: all is paid, promised or disputed by now."))
        report = self.env.ref("credit_collection.action_report_followup_letters")
        return report.report_action(letters & printable, config=False)

    def _refresh_letters(self, today):
        """Write the letters anew about what is open now, and skip those with nothing left to demand.

        :return: the letters to print
        """
        cases = self._get_cases_now(today)
        Round = self.env["credit.followup.round"]
        settled = self.filtered(lambda letter: Round._find_obstacle(cases[letter]))
        settled._set_state("skipped", done_date=today, note=keep(_lt("Nothing left to collect when it was printed.")))
        letters = self - settled
        texts = self._get_channel_service("letter")._perform([cases[letter] for letter in letters], today, with_codes=True)
        letters._give_links(texts, today)
        letters._drop_deadlines()
        deadlines = self._schedule_deadlines([cases[letter] for letter in letters], today)
        for letter, text, deadline in zip(letters, texts, deadlines, strict=True):
            case = cases[letter]
            letter.write({
                **text, **deadline, "printed_date": today if text["state"] == "todo" else False,
                "amount_due": case.amount_due, "days_overdue": case.days_overdue,
                "line_ids": [fields.Command.set([item.id for item in case.items])],
            })
        return letters.filtered(lambda letter: letter.state == "todo")

    def _give_links(self, texts, today):
        """Give the addressees of letters that can be printed a link to the account.

        :param list texts: values of the letters, in their order; those of the links are added
        """
        given = [(letter, text) for letter, text in zip(self, texts, strict=True) if text["state"] == "todo"]
        tokens = self.env["credit.account.link"]._give(
            [(letter.profile_id, letter.contact_id.browse(text["contact_id"])) for letter, text in given], today)
        for (_letter, text), token in zip(given, tokens, strict=True):
            text["account_token"] = token

    def _get_letter_link(self):
        """:return: address of the link to the account that is printed on this letter, and its image to be scanned; None when it
            opens nothing any more"""
        Link = self.env["credit.account.link"]
        token = self.account_token
        if not token or token not in Link._find_open([token]):
            return None
        url, images = Link._get_url(self.company_id, token), []
        # A server without the library that draws codes prints the address alone.
        try_to(self.env, lambda: images.append(self.env["ir.actions.report"].barcode("QR", url, width=180, height=180)))
        return {"url": url, "image": image_data_uri(base64.b64encode(images[0])) if images else None}

    def _get_cases_now(self, today):
        """:return: ``{letter: case}`` about what is open now, in one query for all of them"""
        Round, Addressee = self.env["credit.followup.round"], self.env["credit.addressee"]
        advance = max([0, *(-days for days in self.level_id.mapped("days_overdue"))])
        items = Round._gather(self.profile_id, add_days(today, advance), today)
        cases = {}
        for letter in self:
            case = Round._prepare_manual_case(
                letter.profile_id, letter.level_id, ("letter",), today, items=items.get(letter.profile_id, []))
            case = case._replace(contact=letter.contact_id or letter.partner_id)
            cases[letter] = Addressee._select_part(case, letter.part_key)
        return cases

    def action_mark_posted(self):
        """Note printed letters as posted; an e-mail that they replace is not tried again.

        :raise UserError: for letters that have not been printed
        """
        self.profile_id._check_collector()
        self.check_access("write")
        letters = self.filtered(lambda followup: followup.channel == "letter" and followup.state == "todo")
        unprinted = letters.filtered(lambda letter: not letter.printed_date)[:1]
        if unprinted:
            raise UserError(self.env._("%(letter)s: print the letter first.", letter=unprinted.display_name))
        # sudo: state and date are evidence that collectors do not write themselves; the right has been checked.
        for today, group in letters._group_by_day().items():
            group.sudo()._post_letters(today)

    def _post_letters(self, today):
        self._set_state("sent", done_date=today, error=False)
        self._drop_replaced(today)

    def _needs_statement(self):
        """:return: whether the list of items is shortened, so that only a statement of account shows all of them"""
        return len(self.line_ids) > MAX_ROWS + 1

    def _get_letter_lang(self):
        self.ensure_one()
        return self.env["credit.addressee"]._get_language(self.profile_id, self.contact_id)

    # Deadlines

    @api.model
    def _schedule_deadlines(self, cases, today):
        """Remind the responsible of the day after the deadline that ``cases`` set, where they set one.

        :return: values of their follow-ups, in the order of ``cases``
        """
        kind = self.env["mail.activity.type"]
        results = [{} for _case in cases]
        by_deadline = {}
        for case, result in zip(cases, results, strict=True):
            deadline = case.level._get_deadline(today)
            if deadline:
                by_deadline.setdefault(deadline, []).append((case, result))
        for deadline, group in by_deadline.items():
            kind = kind or self.env.ref("credit_collection.mail_activity_type_followup_deadline")
            tasks = []
            for case, _result in group:
                user = case.level._get_responsible(case.profile)
                level = case.level.with_context(lang=user.lang or self.env.lang)
                summary = level.env._("Payment deadline of “%(level)s”: decide next step", level=level.name)
                tasks.append((case, kind, user, summary))
            activities = self._schedule(tasks, deadline + timedelta(1), "credit.profile")
            for (_case, result), activity in zip(group, activities, strict=True):
                result.update(deadline_date=deadline, deadline_activity_id=activity.id)
        return results

    def _drop_deadlines(self):
        """Another date takes the place of what these customers were told at this level."""
        deadlines = self.search(
            Domain("profile_id", "in", self.profile_id.ids) & Domain("level_id", "in", self.level_id.ids)
            & Domain("deadline_activity_id", "!=", False)
        )
        deadlines.deadline_activity_id.filtered("active").unlink()


class CreditFollowupChannelLetter(models.AbstractModel):
    """Letters: written when they are owed, printed and posted by a person or a postal service."""

    _name = "credit.followup.channel.letter"
    _inherit = "credit.followup.channel"
    _description = "Follow-ups by Letter"

    @api.model
    def _perform(self, cases, today, with_codes=False):
        writers, results = {}, []
        for case in cases:
            contact = self.env["credit.addressee"]._get_letter_contact(case.profile, case.contact)
            if not self.env["credit.addressee"]._has_postal_address(contact):
                results.append({"state": "failed", "error": keep(self._explain_missing_address(case))})
                continue
            case = case._replace(contact=contact)
            subject, body = LetterWriter.get(self.env, writers, case).compose_letter(case, today, with_codes)
            results.append({"state": "todo", "contact_id": contact.id, "subject": subject, "body": body, "error": False})
        return results

    @api.model
    def _rehearse(self, cases, today):
        # Writing a letter does nothing yet.
        return [{**values, "state": "test", "done_date": today} for values in self._perform(cases, today)]

    @api.model
    def _can_reach(self, case):
        Addressee = self.env["credit.addressee"]
        return Addressee._has_postal_address(Addressee._get_letter_contact(case.profile, case.contact))

    @api.model
    def _compose(self, case, today):
        case = case._replace(contact=self.env["credit.addressee"]._get_letter_contact(case.profile, case.contact))
        return LetterWriter.get(self.env, {}, case).compose_letter(case, today)

    @api.model
    def _explain_missing_address(self, case):
        return _lt(
            "%(customer)s has no postal address. Enter street and city on the customer or on a contact of type "
            "Invoice Address, then press Retry.",
            customer=case.profile.display_name,
        )
