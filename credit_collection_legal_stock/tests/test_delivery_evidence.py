"""Proofs of delivery in the evidence pack."""

import io
import zipfile

from odoo.tests import tagged

from odoo.addons.credit_collection_legal.tests.common import LegalCommon


@tagged("post_install", "-at_install")
class TestDeliveryEvidence(LegalCommon):

    def test_delivery_slip_and_signed_receipt(self):
        product = self.env["product.product"].create({
            "name": "Pump", "is_storable": True, "invoice_policy": "delivery", "taxes_id": False})
        order = self._order(1000)
        order.order_line.write({"product_id": product.id})
        order.order_line.price_unit = 1000
        order.action_confirm()
        transfer = order.picking_ids
        transfer.move_ids.write({"quantity": 1, "picked": True})
        transfer.button_validate()
        self.env["ir.attachment"].create({
            "name": "Signed receipt.txt", "raw": b"signed", "res_model": "stock.picking", "res_id": transfer.id})
        invoice = order._create_invoices()
        invoice.write({
            "invoice_date": self._days(-60), "invoice_payment_term_id": False, "invoice_date_due": self._days(-30)})
        invoice.action_post()
        case = self._case(invoice)
        case.action_evidence_pack()
        names = zipfile.ZipFile(io.BytesIO(case.sudo().pack_ids.zip_id.raw)).namelist()
        deliveries = [name for name in names if name.startswith("03 Proofs of delivery/")]
        self.assertEqual(len(deliveries), 2)
        self.assertTrue(any("Signed receipt" in name for name in deliveries))
        self.assertFalse(case.sudo().pack_ids.missing)
