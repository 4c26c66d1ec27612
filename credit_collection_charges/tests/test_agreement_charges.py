from odoo.tests import tagged

from .common import ChargesCommon


@tagged("post_install", "-at_install")
class TestAgreementCharges(ChargesCommon):
    """Case 7.4: late interest of new terms is owed from their acceptance, not from the day they were written."""

    def test_interest_of_new_terms_applies_from_their_acceptance(self):
        agreed = self.env["credit.interest.rule"].create({
            "name": "Agreed", "is_law": False,
            "rate_ids": [(0, 0, {"date_from": "2000-01-01", "rate": 9, "source": "Contract"})]})
        self.customer.country_id = self.env.ref("base.aq")
        self.company.country_id = False
        self.contact.credit_may_sign = True
        template = self.env["credit.agreement.template"].create({"name": "Terms", "body": "<p>No interest.</p>"})
        first = self.env["credit.agreement"].create({"profile_id": self.profile.id, "template_id": template.id})
        first.action_send()
        first._accept("Carla", self.contact)
        template.write({"interest_rule_id": agreed.id, "body": "<p>Nine percent.</p>"})
        self.assertRecordValues(template.version_ids.sorted("version"), [
            {"version": 1, "interest_rule_id": False}, {"version": 2, "interest_rule_id": agreed.id}])
        second = self.env["credit.agreement"].create({"profile_id": self.profile.id, "template_id": template.id})
        second.action_send()
        invoice = self._invoice(100, -5)
        self.assertFalse(self.env["credit.interest.rule"]._choose(invoice), "not accepted yet")
        second._accept("Carla", self.contact)
        self.assertEqual(self.env["credit.interest.rule"]._choose(invoice), agreed)
        self.assertEqual(self.profile.interest_rule_id, agreed)
