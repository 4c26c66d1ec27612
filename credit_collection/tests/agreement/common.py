from ..portal.common import PortalCommon


class AgreementCommon(PortalCommon):
    """Ann may bind the customer, Bob may not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.net30 = cls.env.ref("account.account_payment_term_30days")
        cls.net60 = cls.env["account.payment.term"].create({
            "name": "Net 60", "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": 60})]})
        cls.template = cls.env["credit.agreement.template"].create({
            "name": "Terms", "company_id": cls.company.id, "payment_term_id": cls.net60.id, "charges_text": "No interest.",
            "body": '<p>Pay by <t t-out="object.term_text"/>. <t t-out="object.charges_text"/></p>'
                    '<div t-out="object.reminder_table"/>'})
        cls.ann.partner_id.credit_may_sign = True
        cls.manager = cls._user("manager")
        cls.profile.payment_term_id = cls.immediate
        cls.company.credit_four_eyes = "never"

    def _sent(self, profile=None, **vals):
        """:return: an agreement with the customer, sent to Ann"""
        agreement = self.env["credit.agreement"].create({
            "profile_id": (profile or self.profile).id, "template_id": self.template.id, **vals})
        agreement.action_send()
        return agreement

    def _accepted(self, **vals):
        agreement = self._sent(**vals)
        agreement._accept("Ann Portal", self.ann.partner_id, "192.0.2.1")
        return agreement
