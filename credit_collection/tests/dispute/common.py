from ..promise.common import PromiseCommon


class DisputeCommon(PromiseCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("credit_collection.credit_reason_dispute_quality")

    @classmethod
    def _dispute(cls, move, amount, open_it=True, **vals):
        dispute = cls.env["credit.dispute"].create({
            "move_id": move.id, "amount": amount, "reason_id": cls.reason.id, **vals})
        if open_it:
            dispute.action_open()
        return dispute
