from collections import Counter

from odoo import api, fields, models

from ...tools.followup import decision as followup

SKIP_REASONS = [
    (followup.NOTHING_DUE, "Nothing due"),
    (followup.PAUSED, "Promised or disputed"),
    (followup.SNOOZED, "Excluded"),
    (followup.WAITING, "Next level not reached"),
    (followup.TOO_SMALL, "Amount too small"),
    (followup.UNDELIVERED, "Last message not delivered"),
    (followup.LAST_LEVEL, "After the last level"),
    (followup.CLOSED, "Waits for working time"),
    (followup.OFFSET, "Covered by our payables"),
]


class CreditFollowupRunEntry(models.Model):
    """What one batch of the follow-up run did, counted. Rows are only added, so that two workers never wait for each other;
    the history of a day adds them up."""

    _name = "credit.followup.run.entry"
    _description = "Count of a Follow-up Run"
    _order = "date desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [("batch", "Customers looked at"), ("followup", "Follow-ups"), ("skipped", "Not followed up")], required=True,
        readonly=True,
    )
    started = fields.Datetime(readonly=True)
    ended = fields.Datetime(readonly=True)
    seconds = fields.Float(readonly=True)
    level_id = fields.Many2one("credit.followup.level", readonly=True, ondelete="set null", index="btree_not_null")
    channel = fields.Selection(selection=lambda self: self.env["credit.followup"]._get_channel_selection(), readonly=True)
    state = fields.Selection(selection=lambda self: self.env["credit.followup"]._fields["state"].selection, readonly=True)
    reason = fields.Selection(SKIP_REASONS, readonly=True)
    count = fields.Integer(readonly=True)
    # Rounded when it is entered; looking up the currency of a monetary field would cost another query.
    amount = fields.Float(readonly=True, default=0.0, help="In the currency of the company.")

    @api.model
    def _record(self, decisions, followups, today, started, seconds):
        """Count what came of a batch, in one statement whatever its size.

        :param decisions: list of ``(profile, Decision, items)``, with None instead of a decision that could not be taken
        :param followups: what was made of them
        :param datetime started: when the batch began, ``seconds``: how long it took
        """
        if not decisions:
            return
        times = {"started": started, "ended": fields.Datetime.now()}
        batches, skipped = {}, Counter()
        for profile, decision, _items in decisions:
            company = profile.company_id
            count, amount = batches.get(company, (0, 0.0))
            batches[company] = count + 1, amount + (decision.amount_due if decision and decision.step else 0.0)
            if decision and not decision.step and not decision.hand_over:
                skipped[company, decision.skip_reason] += 1
        rows = [{
            "company_id": company.id, "kind": "batch", "count": count, "amount": company.currency_id.round(amount),
            "seconds": seconds * count / len(decisions), **times,
        } for company, (count, amount) in batches.items()]
        rows += [
            {"company_id": company.id, "kind": "skipped", "reason": reason, "count": count}
            for (company, reason), count in skipped.items()
        ]
        rows += self._count_followups(followups)
        # With the same names each, so that one statement inserts them all.
        blank = dict.fromkeys(set().union(*rows), False)
        self.create([{**blank, "date": today, "amount": 0.0, **row} for row in rows])

    @api.model
    def _count_followups(self, followups):
        counts = {}
        for record in followups:
            key = record.company_id.id, record.level_id.id, record.channel, record.state
            count, amount = counts.get(key, (0, 0.0))
            counts[key] = count + 1, amount + record.amount_due
        return [{
            "company_id": company_id, "kind": "followup", "level_id": level_id, "channel": channel, "state": state,
            "count": count, "amount": self.env["res.company"].browse(company_id).currency_id.round(amount),
        } for (company_id, level_id, channel, state), (count, amount) in counts.items()]
