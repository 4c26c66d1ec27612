from ..dispute.common import DisputeCommon

EVIDENCE = ("followup_ids", "promise_ids", "dispute_ids", "hold_ids", "review_ids")


class EvidenceCommon(DisputeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.double = cls.env["res.partner"].create({"name": "Careful Customer Ltd", "is_company": True})

    def _record_everything(self, partner, **review):
        """Give a customer a follow-up, a promise, a dispute, a hold and an open review.

        :return: his credit profile
        """
        profile = partner._get_credit_profiles()
        self._invoice(100, -20, partner=partner)
        profile._run_followups(self.today)
        self._promise(self._invoice(200, -20, partner=partner), profile=profile)
        self._dispute(self._invoice(300, -20, partner=partner), 50)
        profile.write({"on_hold": True, "hold_reason": "Doubtful"})
        self._order(400, partner=partner).action_confirm()
        profile._open_reviews("manual").action_submit()
        self._refresh()
        for name in EVIDENCE:
            self.assertTrue(profile[name], name)
        return profile

    def _merge(self, partners, into, user=None):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user or self.env.ref("base.user_admin"))
        wizard._merge(partners.ids, into.with_env(wizard.env))
        self._refresh()
