from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...models.common.bulk import build_amount_sum
from ...models.common.sql import build_items
from ...models.exposure.settlements import RECEIPT_DEPENDS, SETTLEMENT_DEPENDS, build_settlements

# Windows in days after a follow-up; what happens later is not its work.
WINDOWS = (7, 14, 30)
LONGEST = WINDOWS[-1]
MONTHS = 24
# Outcomes in which somebody was spoken to.
SPOKEN = ["reached", "promised", "paid", "disputed"]
WEEKDAYS = [
    ("1", "Monday"), ("2", "Tuesday"), ("3", "Wednesday"), ("4", "Thursday"), ("5", "Friday"), ("6", "Saturday"),
    ("7", "Sunday"),
]
# Shares of sums: what stands above and below the line.
SHARES = {f"share_{days}": (f"received_{days}", f"demanded_{days}") for days in WINDOWS}


def _rate(string, help):
    return fields.Float(string=string, help=help, readonly=True, aggregator="avg")


def _paid(days):
    return _rate(
        f"Paid within {days} Days",
        f"Share of the follow-ups after which a payment settled something of the items named in them: within {days} days and "
        f"before the next follow-up. Of follow-ups more than {days} days ago.")


def _received(days):
    return fields.Monetary(
        string=f"Received within {days} Days", readonly=True,
        help=f"Payments that settled the items named in the follow-up: within {days} days and before the next follow-up. "
             "Credit notes, write-offs and returned payments are none.")


def _share(days):
    return _rate(
        f"Received of Demanded, {days} Days",
        f"What was received within {days} days / what was demanded. Of follow-ups more than {days} days ago.")


def _demanded():
    """What a share is a share of: the amount due of the follow-ups whose days are over."""
    return fields.Monetary(readonly=True, aggregator=None, exportable=False)


class CreditFollowupEffect(models.Model):
    """What came of each follow-up of the last two years: whether the customer answered, promised and paid.

    What happens counts for the last follow-up before it; follow-ups of one day share it. Rates count those follow-ups alone
    whose days are over: among young ones, customers who paid at once would seem to be all that pay.
    """

    _name = "credit.followup.effect"
    _description = "Effect of Follow-ups"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "followup_id"
    _depends = {
        **SETTLEMENT_DEPENDS,
        **{model: [*SETTLEMENT_DEPENDS.get(model, ()), *names] for model, names in RECEIPT_DEPENDS.items()},
        "credit.dispute": ["date_opened", "profile_id", "state"],
        "credit.followup": [
            "amount_due", "channel", "company_id", "date", "days_overdue", "done_date", "is_relationship", "level_id",
            "line_ids", "outcome", "profile_id", "state", "user_id",
        ],
        "credit.followup.draw": ["drawn_plan_id", "profile_id"],
        "credit.followup.level": ["plan_id", "tone"],
        "credit.profile": ["collector_id", "rating_id"],
        "credit.promise": ["date", "followup_id", "profile_id", "state"],
        "mail.message": ["author_id", "date", "message_type", "model", "res_id"],
    }

    followup_id = fields.Many2one("credit.followup", string="Follow-up", readonly=True)
    profile_id = fields.Many2one("credit.profile", string="Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True, help="Day on which the customer was written to or called.")
    weekday = fields.Selection(WEEKDAYS, readonly=True)
    plan_id = fields.Many2one("credit.followup.plan", string="Follow-up Plan", readonly=True)
    level_id = fields.Many2one(
        "credit.followup.level", string="Follow-up Level", readonly=True, help="Empty: a contact that no plan asked for.")
    channel = fields.Selection(selection=lambda self: self.env["credit.followup"]._get_channel_selection(), readonly=True)
    tone = fields.Selection(
        selection=lambda self: self.env["credit.followup.level"]._fields["tone"]._description_selection(self.env),
        readonly=True, help="That the level has today.")
    rating_id = fields.Many2one("credit.rating", readonly=True, help="Of the customer today.")
    collector_id = fields.Many2one("res.users", readonly=True, help="Of the customer today.")
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    is_drawn = fields.Boolean(string="Plan Drawn by Lot", readonly=True)
    is_over = fields.Boolean(string="30 Days Over", readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="avg", help="Of the oldest item on the day of the follow-up.")

    amount_due = fields.Monetary(
        string="Demanded", readonly=True, help="Amount due on the day of the follow-up, net of open credits.")
    answered = _rate(
        "Answered",
        "Share of the follow-ups after which the customer was spoken to, wrote an e-mail, promised or disputed: within 30 days "
        "and before the next follow-up. Of follow-ups more than 30 days ago.")
    promised = _rate(
        "Promised",
        "Share of the follow-ups after which the customer promised to pay: within 30 days and before the next follow-up. Of "
        "follow-ups more than 30 days ago.")
    paid_7 = _paid(7)
    paid_14 = _paid(14)
    paid_30 = _paid(30)
    received_7 = _received(7)
    received_14 = _received(14)
    received_30 = _received(30)
    demanded_7 = _demanded()
    demanded_14 = _demanded()
    demanded_30 = _demanded()
    share_7 = _share(7)
    share_14 = _share(14)
    share_30 = _share(30)
    days_until_paid = fields.Float(
        string="Days until Payment", readonly=True, aggregator="avg", digits=(16, 1),
        help="From the follow-up to the first payment, of those after which a payment came within 30 days.")

    @property
    def _table_query(self):
        today = min(self.env["res.company"].sudo()._get_credit_days())  # sudo: the days of all companies.
        return SQL(
            """
              WITH bounced AS MATERIALIZED (SELECT %(bounced)s AS ids),
                   touch AS MATERIALIZED (%(touches)s)
            SELECT touch.id, touch.id AS followup_id, followup.profile_id, followup.company_id, touch.day AS date,
                   EXTRACT(ISODOW FROM touch.day)::int::text AS weekday, level.plan_id, followup.level_id, followup.channel,
                   level.tone, profile.rating_id, profile.collector_id, followup.user_id, followup.days_overdue,
                   followup.amount_due, touch.day + %(longest)s < %(today)s AS is_over,
                   EXISTS (SELECT FROM credit_followup_draw draw
                            WHERE draw.profile_id = followup.profile_id AND draw.drawn_plan_id = level.plan_id) AS is_drawn,
                   %(effects)s
              FROM touch
              JOIN credit_followup followup ON followup.id = touch.id
              JOIN credit_profile profile ON profile.id = followup.profile_id
         LEFT JOIN credit_followup_level level ON level.id = followup.level_id
         LEFT JOIN LATERAL (%(received)s) paid ON TRUE
            """,
            bounced=self.env["credit.receipts"]._get_bounced_sql(today, SQL("TRUE")),
            touches=self._build_touches(today), received=self._build_received(), longest=LONGEST, today=today,
            effects=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name)) for name, value in self._get_effects(today).items()))

    @api.model
    def _build_done(self, since):
        """:return: SQL of ``id``, ``profile_id``, ``company_id``, ``cycle``, ``part_key``, ``level_id`` and ``day`` of the
            follow-ups that customers got"""
        # A call is made on the day it is done; a contact of an earlier day is entered when it is over.
        return SQL(
            """
            SELECT id, profile_id, company_id, cycle, part_key, level_id,
                   CASE WHEN done_date > create_date::date THEN done_date ELSE date END AS day
              FROM credit_followup
             WHERE state IN ('sent', 'done') AND channel != 'manual' AND is_relationship IS NOT TRUE AND date >= %s
            """, since)

    @api.model
    def _build_touches(self, today):
        """:return: SQL of ``id``, ``profile_id``, ``day`` and ``last_day`` on which something is the work of the follow-up"""
        return SQL(
            """
            SELECT id, profile_id, day, LEAST(
                       day + %(longest)s,
                       MIN(day) OVER (PARTITION BY profile_id
                                      ORDER BY day RANGE BETWEEN '1 day' FOLLOWING AND UNBOUNDED FOLLOWING) - 1) AS last_day
              FROM (%(done)s) done
             WHERE day <= %(today)s
            """, longest=LONGEST, done=self._build_done(today - relativedelta(months=MONTHS)), today=today)

    @api.model
    def _build_received(self, windows=WINDOWS):
        """:return: SQL of what was paid within each window on the items of ``followup``, and the days until the first time"""
        amounts = SQL(", ").join(
            SQL("SUM(settlement.amount) FILTER (WHERE settlement.date <= touch.day + %s) AS %s", days,
                SQL.identifier(f"within_{days}")) for days in windows)
        return build_items(
            SQL("%s, MIN(settlement.date) - touch.day AS days", amounts), alias="debt", accounts=None, state=None,
            joins=SQL(
                "JOIN credit_followup_line_rel rel ON rel.line_id = debt.id CROSS JOIN LATERAL (%s) settlement",
                build_settlements(SQL("debt.id"), bounced=SQL("(SELECT ids FROM bounced)::int[]"), debt="debt")),
            condition=SQL(
                """
                rel.followup_id = touch.id AND settlement.is_payment AND settlement.date BETWEEN touch.day AND touch.last_day
                AND %s
                """, _is_later("settlement.date", "settlement.create_date")))

    @api.model
    def _get_effects(self, today):
        """:return: ``{measure: SQL}``, NULL while the days of the follow-up are not over"""
        effects = {
            "answered": _once_over(LONGEST, today, SQL("(%s)::int", self._build_answered())),
            "promised": _once_over(LONGEST, today, SQL("(%s)::int", self._build_promised())),
            "days_until_paid": _once_over(LONGEST, today, SQL("paid.days::float8")),
        }
        for days in WINDOWS:
            received = SQL("COALESCE(%s, 0)", SQL.identifier("paid", f"within_{days}"))
            effects[f"received_{days}"] = _once_over(days, today, received)
            effects[f"demanded_{days}"] = _once_over(days, today, SQL("followup.amount_due"))
            effects[f"paid_{days}"] = _once_over(days, today, SQL("(%s > 0)::int", received))
            effects[f"share_{days}"] = _once_over(
                days, today, SQL("%s / NULLIF(followup.amount_due, 0)", received))
        return effects

    @api.model
    def _build_promised(self):
        return SQL(
            """
            COALESCE(followup.outcome = 'promised', FALSE) OR EXISTS (
                SELECT FROM credit_promise promise
                 WHERE promise.profile_id = followup.profile_id AND promise.state IN ('open', 'kept', 'partial', 'broken')
                   AND (promise.followup_id = touch.id OR promise.date BETWEEN touch.day AND touch.last_day AND %s))
            """, _is_later("promise.date", "promise.create_date"))

    @api.model
    def _build_answered(self):
        return SQL(
            """
            COALESCE(followup.outcome = ANY(%(spoken)s), FALSE) OR %(promised)s
            OR EXISTS (
                SELECT FROM credit_dispute dispute
                 WHERE dispute.profile_id = followup.profile_id AND dispute.state != 'draft'
                   AND dispute.date_opened BETWEEN touch.day AND touch.last_day AND %(dispute_later)s)
            OR EXISTS (
                SELECT FROM mail_message message
                 WHERE message.model = 'credit.profile' AND message.res_id = followup.profile_id
                   AND message.message_type = 'email' AND message.date::date BETWEEN touch.day AND touch.last_day
                   AND %(message_later)s AND NOT EXISTS (
                       SELECT FROM res_users staff WHERE staff.partner_id = message.author_id AND staff.share IS NOT TRUE))
            """,
            spoken=SPOKEN, promised=self._build_promised(),
            dispute_later=_is_later("dispute.date_opened", "dispute.create_date"),
            message_later=_is_later("message.date::date", "message.create_date"))

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """A share of several follow-ups is that of their sums, never an average of shares."""
        name, _separator, function = aggregate_spec.partition(":")
        if name not in SHARES or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        above, below = (build_amount_sum(self, part, query, part) for part in SHARES[name])
        return SQL("%s / NULLIF(%s, 0)", above, below)

    def action_open_followup(self):
        """:return: the form of the follow-up"""
        self.ensure_one()
        return self.followup_id.get_formview_action()


def _once_over(days, today, value):
    """:return: SQL: ``value`` of follow-ups that many and more days ago, NULL of younger ones"""
    return SQL("CASE WHEN touch.day + %s < %s THEN %s END", days, today, value)


def _is_later(day, moment):
    """:return: SQL: whether what happened on ``day`` came after the follow-up: what is as old on its day did not"""
    return SQL("(%s > touch.day OR %s >= followup.create_date)", SQL(day), SQL(moment))
