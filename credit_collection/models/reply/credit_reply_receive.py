from lxml import html

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import html2plaintext

from ...tools.reply.reading import ABSENCE, read_reply
from ...tools.reply.text import get_own_text
from ..common.kept_text import choose_language

# A message that answers nothing in particular is about the last follow-up of so many days.
DAYS = 90
MOST_DOCUMENTS = 500
LONGEST_TEXT = 20_000


class CreditReply(models.Model):
    """Reading an answer when it arrives, and once more by other patterns."""

    _inherit = "credit.reply"

    @api.model
    def _receive(self, profile, message):
        """Keep what an incoming message was read to mean.

        :return: the ``credit.reply``
        """
        now = message.date
        followup = self._find_followup(profile, message)
        reply = self.create({
            "profile_id": profile.id, "followup_id": followup.id, "message_id": message.id,
            "contact_id": message.author_id.id, "date": profile.company_id._get_credit_today(now),
            "subject": message.subject, "currency_id": profile.currency_id.id,
            "is_automatic": self.env.context.get("credit_collection_automatic", False),
            "text": get_own_text(self._get_text(message.body))[:LONGEST_TEXT],
        })
        reply._read_again()
        return reply

    @api.model
    def _find_followup(self, profile, message):
        Followup = self.env["credit.followup"]
        answered = message.parent_id and Followup.search(
            [("message_id", "=", message.parent_id.id), ("profile_id", "=", profile.id)], limit=1)
        today = profile.company_id._get_credit_today(message.date)
        return answered or Followup.search(
            Domain("profile_id", "=", profile.id) & Domain("state", "in", ("sent", "done"))
            & Domain("channel", "in", ("mail", "letter")) & Domain("date", "<=", today)
            & Domain("date_days", ">=", -DAYS), order="date desc, id desc", limit=1)

    @api.model
    def _get_text(self, body):
        """:return: the plain text of a message without what its program marked as quoted"""
        if not body:
            return ""
        root = html.fromstring(f"<div>{body}</div>")
        for element in root.xpath("//blockquote | //*[@data-o-mail-quote] | //*[@data-o-mail-quote-container]"):
            # Marked lines of a text stay for the reader of the text, which knows by them that an answer may stand below.
            if element.tag == "blockquote":
                element.addprevious(html.fromstring("<p>&gt;</p>"))
            if element.tag == "blockquote" or not element.text_content().lstrip().startswith(">"):
                element.drop_tree()
        return html2plaintext(html.tostring(root, encoding="unicode"), include_references=False)

    def _read_again(self):
        """Read these answers by the patterns as they are now."""
        phrases = self.env["credit.reply.pattern"]._get_all_phrases()
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for reply in self:
            documents = reply._get_documents()
            reading = read_reply(
                reply.subject or "", reply.text or "", reply._filter_phrases(phrases), reply.date,
                documents={move.id: self._get_names(move) for move in documents},
                month_first=reply._is_month_first())
            currency = reading.currency and self.env["res.currency"].search([("name", "=", reading.currency)], limit=1)
            reply.write({
                "kind": reading.kinds[0] if reading.kinds else False,
                "other_kinds": ", ".join(kinds[kind] for kind in reading.kinds[1:]),
                "pattern_id": reading.key, "words": reading.words[:250], "found_date": reading.date,
                # An amount in a currency that the company does not use is left to the reader.
                "amount": reading.amount if reading.amount and (currency or not reading.currency) else 0.0,
                "currency_id": (currency or reply.profile_id.currency_id).id,
                "move_ids": [Command.set(reading.documents)], "addresses": ", ".join(reading.addresses)[:250],
            })

    def _filter_phrases(self, phrases):
        """:return: those of ``phrases`` that mean something in this answer: no program promises or has paid anything"""
        return [each for each in phrases if each.kind == ABSENCE] if self.is_automatic else phrases

    def _get_documents(self):
        """:return: the invoices that the customer may write about"""
        self.ensure_one()
        profile, Line = self.profile_id, self.env["account.move.line"]
        # What the customer owes, whoever the contact on the invoice belongs to by now.
        return self.followup_id.line_ids.move_id | Line.search(
            Line._get_open_debt_domain() & Line._get_account_domain(profile.partner_id, profile.company_id)
            & Domain("move_id.move_type", "in", ("out_invoice", "out_receipt")),
            order="date_maturity, id", limit=MOST_DOCUMENTS).move_id

    @api.model
    def _get_names(self, move):
        return tuple(dict.fromkeys(filter(None, (move.name, move.payment_reference, move.ref))))

    def _is_month_first(self):
        """:return: whether 4/5 is the fifth of April where the customer lives"""
        self.ensure_one()
        code = choose_language(self.env, self.contact_id.lang, self.profile_id.partner_id.lang) or "en_US"
        date_format = self.env["res.lang"]._get_data(code=code).date_format or "%m/%d/%Y"
        return date_format.find("%m") < date_format.find("%d")

