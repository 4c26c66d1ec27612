import re

from markupsafe import Markup

from odoo import api, models

LAYOUT = "credit_collection.credit_notice_mail"
INDENTATION = re.compile(r">\n\s+<")


class CreditNotice(models.AbstractModel):
    """Short messages to customers beside the follow-ups: a plan to accept, a settlement offer, thanks for a payment."""

    _name = "credit.notice"
    _description = "Notice to a Customer"

    @api.model
    def _queue(self, notices):
        """Queue an e-mail for each notice, all in one go; the mail queue sends them. Replies land on the profile.

        :param notices: list of ``(profile, compose)``; ``compose(env)`` returns subject and values of the layout
            (``lines`` and, optional, ``columns``, ``rows``, ``bank``, ``url``, ``button``, ``other_url``, ``other_button``), in
            the language of ``env``
        :return: ``{profile: mail.mail}`` of those who have a valid address
        """
        contacts = self.env["credit.addressee"]._find([profile for profile, _compose in notices])
        letters = []
        for profile, compose in notices:
            contact = contacts[profile]
            if contact.email_normalized:
                subject, body = self._render(profile, contact, compose)
                letters.append((profile, contact, subject, body, False))
        profiles = [profile for profile, *_letter in letters]
        mails = self.env["credit.followup.channel.mail"]._create_mails(letters)
        return dict(zip(profiles, mails, strict=True))

    @api.model
    def _render(self, profile, contact, compose):
        """:return: subject and body in the language of the customer"""
        lang = self.env["credit.addressee"]._get_language(profile, contact)
        env = self.env(context={**self.env.context, "lang": lang})
        subject, values = compose(env)
        company, collector = profile.company_id, profile._get_collector()
        body = env["ir.qweb"]._render(LAYOUT, {
            "greeting": env._("Dear %(name)s,", name=contact.name or profile.partner_id.name),
            "subject": subject,
            "columns": [], "rows": [], "bank": False, "url": False, "button": False, "other_url": False,
            "other_button": False,
            "company": company.name,
            "color": company.primary_color or "#714B67",
            "sender": collector.name or company.name,
            **values,
        })
        return subject, Markup(INDENTATION.sub(">\n<", body))
