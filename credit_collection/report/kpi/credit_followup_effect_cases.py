from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from .credit_followup_effect import SPOKEN

# Follow-ups of a customer that began earlier belong to an episode that is too old.
EPISODE_MONTHS = 6


class Case(NamedTuple):
    """What came of following up a customer by one plan, from the first follow-up on."""

    plan_id: int
    rating_id: int | None
    amount: float  # demanded by the first follow-up
    received: float  # within the days, whatever levels followed
    answered: bool
    promised: bool


class CreditFollowupEffect(models.Model):
    _inherit = "credit.followup.effect"

    @api.model
    def _get_cases(self, company, plans, period, days, *, only_drawn=False):
        """What came of following up customers by ``plans``: one case for each time that they were overdue, and for each address
        that gets its own items. Cases in which the plan changed are left out, and those whose days are not over. The rating is
        that of the month before the first follow-up, as far as months are kept, else that of today.

        :param tuple period: first and last day of the first follow-up
        :param int days: within which something has to come
        :param bool only_drawn: whether the lot must have decided on the plan
        :return: list of :class:`Case`
        """
        self._flush_read()
        today = company._get_credit_today()
        first, last = period[0], min(period[1], today - relativedelta(days=days + 1))
        rows = self.env.execute_query(SQL(
            """
              WITH bounced AS MATERIALIZED (SELECT %(bounced)s AS ids),
                   touch AS MATERIALIZED (%(episodes)s)
            SELECT touch.plan_id, COALESCE(kept.rating_id, profile.rating_id), followup.amount_due::float8,
                   COALESCE(paid.%(within)s, 0)::float8,
                   %(answered)s OR EXISTS (
                       SELECT FROM credit_followup later
                        WHERE later.profile_id = touch.profile_id AND later.outcome = ANY(%(spoken)s)
                          AND later.state = 'done' AND later.date BETWEEN touch.day AND touch.last_day), %(promised)s
              FROM touch
              JOIN credit_followup followup ON followup.id = touch.id
              JOIN credit_profile profile ON profile.id = followup.profile_id
         LEFT JOIN LATERAL (%(received)s) paid ON TRUE
         LEFT JOIN LATERAL (
                    SELECT snapshot.rating_id FROM credit_snapshot snapshot
                     WHERE snapshot.profile_id = touch.profile_id AND snapshot.date < touch.day
                  ORDER BY snapshot.date DESC LIMIT 1
                   ) kept ON TRUE
             WHERE followup.amount_due > 0
            """,
            bounced=self.env["credit.receipts"]._get_bounced_sql(today, SQL("TRUE")), spoken=SPOKEN,
            episodes=self._build_episodes(company, plans, (first, last), days, only_drawn),
            within=SQL.identifier(f"within_{days}"), received=self._build_received([days]),
            answered=self._build_answered(), promised=self._build_promised()))
        return [Case(*row) for row in rows]

    @api.model
    def _build_episodes(self, company, plans, period, days, only_drawn):
        """:return: SQL of ``id``, ``plan_id``, ``profile_id``, ``day`` and ``last_day`` of the first follow-up of each case"""
        first, last = period
        is_drawn = SQL(
            "EXISTS (SELECT FROM credit_followup_draw draw "
            "WHERE draw.profile_id = episode.profile_id AND draw.plan_id = ANY(%s) AND draw.other_plan_id = ANY(%s) "
            "AND draw.drawn_plan_id = episode.plan_id AND draw.date <= episode.day)",
            plans.ids, plans.ids) if only_drawn else SQL("TRUE")
        return SQL(
            """
            SELECT episode.*, episode.day + %(days)s AS last_day
              FROM (
                    SELECT (ARRAY_AGG(done.id ORDER BY done.day, done.id))[1] AS id, done.profile_id, MIN(done.day) AS day,
                           MIN(level.plan_id) AS plan_id
                      FROM (%(done)s) done
                      JOIN credit_followup_level level ON level.id = done.level_id
                     WHERE done.company_id = %(company)s
                  GROUP BY done.profile_id, done.cycle, done.part_key
                    HAVING COUNT(DISTINCT level.plan_id) = 1
                   ) episode
             WHERE episode.plan_id = ANY(%(plans)s) AND episode.day BETWEEN %(first)s AND %(last)s AND %(is_drawn)s
            """,
            done=self._build_done(first - relativedelta(months=EPISODE_MONTHS)), company=company.id, plans=plans.ids,
            first=first, last=last, days=days, is_drawn=is_drawn)

    @api.model
    def _flush_read(self):
        for model, names in self._depends.items():
            self.env[model].flush_model(names)
        self.env["credit.snapshot"].flush_model(["date", "profile_id", "rating_id"])
