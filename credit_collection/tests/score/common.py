from ..review.common import ReviewCommon


class ScoreCommon(ReviewCommon):

    def _dispute(self, move, amount, outcome):
        reason = self.env["credit.reason"].search([("kind", "=", "dispute")], limit=1)
        dispute = self.env["credit.dispute"].create({"move_id": move.id, "amount": amount, "reason_id": reason.id})
        dispute.action_open()
        if outcome:
            dispute.resolution = "Looked into"
            getattr(dispute, f"action_{outcome}")()
        return dispute

    def _score(self, profiles=None, today=None):
        profiles = profiles or self.profile
        self.env.flush_all()
        profiles._update_scores(today or self.today)
        return profiles.latest_score_id
