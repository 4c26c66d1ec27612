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
    def _queue(self, notices, with_account=True):
        """Queue an e-mail for each notice, all in one go; the mail queue sends them. Replies land on the profile.

        :param notices: list of ``(profile, compose)``; ``compose(env)`` returns subject and values of the layout
            (``lines`` and, optional, ``columns``, ``rows``, ``bank``, ``url``, ``button``, ``other_url``, ``other_button``), in
            the language of ``env``
        :param bool with_account: whether the e-mails have a link to the account
        :return: ``{profile: mail.mail}`` of those who have a valid address
        """
        contacts = self.env["credit.addressee"]._find([profile for profile, _compose in notices])
        reached = [(profile, compose) for profile, compose in notices if contacts[profile].email_normalized]
        urls = self._get_account_urls([(profile, contacts[profile]) for profile, _compose in reached] if with_account else [])
        letters = []
        for profile, compose in reached:
            subject, body = self._render(profile, contacts[profile], compose, urls.get(profile))
            letters.append((profile, contacts[profile], subject, body, False))
        profiles = [profile for profile, *_letter in letters]
        mails = self.env["credit.followup.channel.mail"]._create_mails(letters)
        return dict(zip(profiles, mails, strict=True))

    @api.model
    def _get_account_urls(self, addressees):
        """:param list addressees: ``(profile, contact)``
        :return: ``{profile: address of the link to the account}`` of those who get one
        """
        Link, urls = self.env["credit.account.link"], {}
        contacts = dict(addressees)
        for today, profiles in self.env["res.company"]._get_credit_days_of(
                self.env["credit.profile"].concat(*contacts)).items():
            tokens = Link._give([(profile, contacts[profile]) for profile in profiles], today)
            urls |= {profile: Link._get_url(profile.company_id, token)
                     for profile, token in zip(profiles, tokens, strict=True) if token}
        return urls

    @api.model
    def _render(self, profile, contact, compose, account_url=None):
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
            "account_url": account_url,
            "company": company.name,
            "color": company.primary_color or "#714B67",
            "sender": collector.name or company.name,
            **values,
        })
        return subject, Markup(INDENTATION.sub(">\n<", body))
