from ..base.common import CreditCommon


class ReviewCommon(CreditCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ratings = {letter: cls.env.ref(f"credit_collection.credit_rating_{letter.lower()}") for letter in "ABCDE"}
        # One invoice tells the story of most tests; how much history a rating needs is tested with the score.
        cls.company.credit_min_invoices = 0

    def _paid(self, amount, due, late, **vals):
        """An invoice due ``due`` days from today and paid in full ``late`` days after that."""
        move = self._invoice(amount, due, **vals)
        self._pay(move, date=self._days(due + late))
        return move

    def _measure(self, profile=None):
        profile = profile or self.profile
        return profile._get_measures(self.today)[profile.id]

    def _review(self, profile=None, submit=True):
        review = (profile or self.profile)._open_reviews("manual")
        if submit:
            review.action_submit()
        return review
