from odoo.tests import BaseCase, tagged

from ...tools.common.batches import NightlyJob, pack


@tagged("post_install", "-at_install")
class TestToolsBatches(BaseCase):
    def test_units_are_packed_in_their_order_and_never_torn(self):
        for units, size, expected in (
            ([], 3, []),
            ([[1], [2], [3], [4]], 2, [[1, 2], [3, 4]]),
            ([[1], [2], [3]], 2, [[1, 2], [3]]),
            ([[1, 2], [3, 4], [5]], 3, [[1, 2], [3, 4, 5]]),
            ([[1], [2, 3, 4, 5], [6]], 3, [[1], [2, 3, 4, 5], [6]]),
            ([[1, 2, 3]], 3, [[1, 2, 3]]),
            ([[1], [2]], 1, [[1], [2]]),
        ):
            self.assertEqual(pack(units, size), expected)

    def test_units_stay_as_they_are(self):
        units = [[1], [2]]
        pack(units, 2)
        self.assertEqual(units, [[1], [2]])

    def test_a_plain_job_leaves_its_failures_and_its_order_to_the_batches(self):
        job = NightlyJob("alerts", list, list, 10)
        self.assertEqual((job.stamped, job.in_turn, job.isolates), (False, False, False))
