"""What stays of an add-on of ours that is removed from a company in use; the whole of it is tried by ``./dev beside data``."""

from odoo.tests import tagged

from ...hooks import forget
from .common import CreditCommon

ADDON = "credit_example_removed"


@tagged("post_install", "-at_install")
class TestRemoval(CreditCommon):

    def _name(self, record, name):
        self.env["ir.model.data"].sudo().create({
            "module": ADDON, "name": name, "model": record._name, "res_id": record.id})

    def test_documents_and_what_is_in_use_stay(self):
        unused = self.env["res.partner"].create({"name": "Nobody"})
        invoice = self._invoice(100, -10)
        for record, name in ((invoice, "invoice"), (self.customer, "customer"), (unused, "nobody")):
            self._name(record, name)
        forget(self.env(su=True), ADDON)
        self.assertTrue(invoice.exists() and self.customer.exists())
        self.assertFalse(unused.exists())
        self.assertFalse(self.env["ir.model.data"].sudo().search([("module", "=", ADDON)]))

    def test_to_dos_of_its_types_are_done_with(self):
        kind = self.env["mail.activity.type"].sudo().create({"name": "Look at it"})
        self._name(kind, "kind")
        activity = self.customer.activity_schedule(activity_type_id=kind.id, date_deadline=self.today)
        other = self.customer.activity_schedule("mail.mail_activity_data_todo", date_deadline=self.today)
        forget(self.env(su=True), ADDON)
        self.assertFalse(activity.exists())
        self.assertTrue(other.exists())
