"""For the tests beside further add-ons of Odoo, which are skipped without them."""

from ..common import CreditCommon


class OtherAddonsCommon(CreditCommon):
    """A customer with a limit of 460, for orders of 500."""

    needed = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in cls.needed:
            if cls.env["ir.module.module"]._get(name).state != "installed":
                cls.skipTest(cls, f"{name} is not installed")
        cls.profile.write({"limit_mode": "limited", "credit_limit": 460})

    @classmethod
    def _service(cls, **vals):
        return cls.env["product.product"].create({
            "name": "Service", "type": "service", "list_price": 500, "taxes_id": False, **vals})

    def _assert_waits_then_happens_once(self, order, read, before, after):
        """Confirm ``order`` twice while it is held, release it and confirm it.

        :param read: function that returns what the other add-on does
        :param before: what it returns while the order waits
        :param after: what it returns once the order is confirmed
        """
        for _click in range(2):
            action = order.action_confirm()
            self._refresh()
            self.assertEqual((order.state, order.credit_state, read()), ("draft", "held", before))
            self.assertEqual(action["res_model"], "sale.order.credit.hold")
        order.credit_hold_id.sudo()._release("Guarantee")
        self._refresh()
        self.assertEqual(read(), before)
        order.action_confirm()
        self._refresh()
        self.assertEqual((order.state, read()), ("sale", after))
