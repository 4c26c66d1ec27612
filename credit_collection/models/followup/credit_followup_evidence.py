from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.followup import decision as followup
from ..common import bulk
from ..common.sql import to_array

# What the run counts right after: as after a creation by the ORM, nothing of it is read again.
KNOWN = ("company_id", "level_id", "channel", "state", "amount_due")
# Columns of ``build_last_levels``: what must be flushed before it runs.
LEVEL_DEPENDS = {"credit.followup": ["date", "level_id", "line_ids", "state"]}
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


def build_last_levels(day):
    """What was sent or done is evidence and stays, so it tells the levels of a past day.

    :return: SELECT of ``line_id`` and ``level_id``, that of the last follow-up of the item performed up to ``day``
    """
    return SQL(
        """
        SELECT DISTINCT ON (rel.line_id) rel.line_id, followup.level_id
          FROM credit_followup followup
          JOIN credit_followup_line_rel rel ON rel.followup_id = followup.id
         WHERE followup.state IN ('sent', 'done') AND followup.date <= %s
      ORDER BY rel.line_id, followup.date DESC, followup.id DESC
        """, day)


class CreditFollowup(models.Model):
    """Writing the evidence of thousands of follow-ups: the nightly run has no time for one statement per hundred."""

    _inherit = "credit.followup"

    @api.model
    def _insert_evidence(self, vals_list):
        """Create the evidence of a batch in two statements; the ORM takes one for every hundred records.

        :param vals_list: values with the same names for fields of whatever record has them, columns and ``line_ids``
            only, amounts rounded
        :return: the follow-ups
        """
        if not vals_list:
            return self.browse()
        names = sorted(set().union(*vals_list) - {"line_ids"} | {"state"})
        values = {name: self._get_insert_values(name, vals_list) for name in names}
        rows = bulk.insert_select(
            self, {name: self._get_insert_value(name, names) for name in names},
            SQL(
                "UNNEST(%(columns)s) WITH ORDINALITY AS evidence (%(names)s, position) %(joins)s ORDER BY position",
                names=SQL(", ").join(map(SQL.identifier, names)),
                columns=SQL(", ").join(self._get_insert_column(name, values[name]) for name in names),
                joins=self._get_insert_joins(names)))
        followups = self.browse(row[0] for row in rows)
        bulk.insert_cache(followups, {name: values[name] for name in KNOWN})
        followup_ids, line_ids = [], []
        for followup_id, vals in zip(followups.ids, vals_list, strict=True):
            for _command, _id, ids in vals["line_ids"]:
                followup_ids += [followup_id] * len(ids)
                line_ids += ids
        bulk.link_rows(self, "line_ids", followup_ids, line_ids)
        self.env["credit.profile"].invalidate_model(["followup_ids"], flush=False)
        return followups

    @api.model
    def _get_insert_values(self, name, vals_list):
        """:return: list of the values of field ``name``, its default where it is not given"""
        field = self._fields[name]
        default = self.default_get([name]).get(name)
        values = [vals.get(name, default) for vals in vals_list]
        # Amounts are rounded, and codes are ours: finding the currency or all codes each time takes longer than inserting.
        if field.type in ("monetary", "selection"):
            return values
        return [field.convert_to_column_insert(value, self) for value in values]

    @api.model
    def _get_insert_column(self, name, values):
        """:return: SQL array of the values of field ``name``"""
        field = self._fields[name]
        if field.type == "html":  # quoting whole letters takes longer than reading them as constants
            return SQL("%s::text[]", values)
        return to_array(values, field.column_type[0])

    @api.model
    def _get_insert_value(self, name, names):
        """:return: SQL of the value of field ``name``"""
        return SQL.identifier("evidence", name)

    @api.model
    def _get_insert_joins(self, names):
        """:return: SQL of the joins to ``evidence`` that the values need"""
        return SQL()


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
    state = fields.Selection(
        selection=lambda self: self.env["credit.followup"]._fields["state"]._description_selection(self.env), readonly=True)
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
        for *key, due in bulk.get_columns(followups, "company_id", "level_id", "channel", "state", "amount_due"):
            count, amount = counts.get(tuple(key), (0, 0.0))
            counts[tuple(key)] = count + 1, amount + (due or 0.0)
        return [{
            "company_id": company_id, "kind": "followup", "level_id": level_id, "channel": channel, "state": state,
            "count": count, "amount": self.env["res.company"].browse(company_id).currency_id.round(amount),
        } for (company_id, level_id, channel, state), (count, amount) in counts.items()]
