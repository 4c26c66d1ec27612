from lxml import html

from odoo.tests import HttpCase, new_test_user

from ..base.common import CreditCommon

# What a page of the account could write.
WRITABLE = (
    "credit.promise", "credit.dispute", "credit.portal.link", "credit.statement", "credit.policy.log", "payment.transaction",
    "account.payment", "mail.message", "mail.mail", "mail.activity", "ir.attachment", "res.partner", "res.partner.bank",
    "credit.portal.payment", "credit.contact.change",
)


class PortalCommon(CreditCommon, HttpCase):
    """Ann and Bob of the customer, Eve of another one, a stranger without any account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._user("collector")
        cls.profile.collector_id = cls.collector
        cls.other_customer = cls.env["res.partner"].create({"name": "Other Customer", "is_company": True})
        cls.other_profile = cls.other_customer._get_credit_profiles()
        cls.ann, cls.bob = cls._login("ann", cls.customer), cls._login("bob", cls.customer)
        cls.eve, cls.stranger = cls._login("eve", cls.other_customer), cls._login("stranger")
        cls.env.flush_all()

    @classmethod
    def _login(cls, name, customer=None):
        """:return: a new user of the portal, a contact of ``customer``"""
        user = new_test_user(
            cls.env, f"credit_{name}", "base.group_portal", name=f"{name.title()} Portal", email=f"{name}@example.com",
            company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)])
        if customer:
            user.partner_id.parent_id = customer
        return user

    def _give_link(self, contact=None, profile=None):
        """:return: a link to the account, for Ann of the customer by default"""
        given = [(profile or self.profile, contact or self.ann.partner_id)]
        return self.env["credit.portal.link"]._give(given, self.today)

    def _open(self, path="/my/credit", user=None):
        """:return: the response to ``path``, by ``user`` or by nobody who is logged in"""
        self.authenticate(user and user.login, user and user.login)
        self.env.flush_all()
        return self.url_open(path)

    def _read(self, response):
        """:return: the text of a page, with single spaces"""
        [body] = html.fromstring(response.text).xpath("//div[@id='wrap']")
        return " ".join(body.text_content().split())

    def _count_rows(self):
        """:return: ``{model: number of records}`` of what a page could write"""
        self.env.flush_all()
        return {name: self.env[name].sudo().with_context(active_test=False).search_count([]) for name in WRITABLE}
