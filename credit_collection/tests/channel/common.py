from ..followup.common import FollowupCommon

ADDRESS = {"street": "1 Payment Road", "zip": "12345", "city": "Moneytown"}


class LetterCommon(FollowupCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write(ADDRESS)
        cls.level_1.write({"send_mail": False, "send_letter": True, "payment_days": 7})

    def _of(self, followups, channel):
        return followups.filtered(lambda followup: followup.channel == channel)
