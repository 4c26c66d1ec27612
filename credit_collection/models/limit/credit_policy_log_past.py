from odoo import api, fields, models
from odoo.tools import SQL

from ...tools.common.clock import get_local_day
from ...tools.limit.past_decisions import LONGEST_TERM, Change, Decision, trace_back
from ..common.bulk import flush
from ..common.sql import get_default_limits_sql, to_array
from .credit_policy_log import AMOUNTS, DATES

COLUMNS = {
    "credit.policy.log": ["before", "date", "field_name", "profile_id"],
    "credit.profile": [
        "company_id", "limit_group_id", "limit_mode", "limit_until", "on_hold", "own_grace_days", "own_max_term_days",
        "partner_id", "rating_id", "temporary_limit", "temporary_limit_until"],
    "res.partner": ["credit_limit"],
}
# Fields of the log with those of a decision.
FIELDS = {
    **{name: name for name in (
        "rating_id", "limit_mode", "credit_limit", "limit_until", "temporary_limit", "temporary_limit_until", "on_hold",
        "limit_group_id", LONGEST_TERM)},
    "grace_days": "own_grace_days",
}


class CreditPolicyLog(models.Model):
    """What was decided about customers as it stood on any day."""

    _inherit = "credit.policy.log"

    @api.model
    def _get_past_decisions(self, company, partner_ids):
        """:param company: a root company
        :param partner_ids: ids of commercial partners
        :return: ``{commercial partner id: Decisions}`` of those who have a credit profile, in a fixed number of queries
        """
        flush(self.env, COLUMNS)
        zone = company._get_credit_zone()
        changes = self._read_changes(company, partner_ids, zone)
        # sudo: which ratings there are.
        Rating_sudo = self.env["credit.rating"].sudo().with_context(active_test=False)
        longest = {rating.id: rating.max_term_days for rating in Rating_sudo.search([])}
        return {
            row[0]: trace_back(Decision(*row[2:]), changes.get(row[0], []), get_local_day(row[1], zone), longest)
            for row in self.env.execute_query(SQL(
                """
                SELECT profile.partner_id, profile.create_date, profile.rating_id, profile.limit_mode,
                       COALESCE((partner.credit_limit->>%(key)s)::float8, (%(default)s->>%(key)s)::float8, 0),
                       profile.limit_until, COALESCE(profile.temporary_limit, 0)::float8, profile.temporary_limit_until,
                       COALESCE(profile.own_max_term_days, -1), COALESCE(profile.own_grace_days, -1),
                       COALESCE(profile.on_hold, FALSE), profile.limit_group_id
                  FROM credit_profile profile
                  JOIN res_partner partner ON partner.id = profile.partner_id
                 WHERE profile.company_id = %(company)s AND profile.partner_id = ANY(%(partners)s)
                """,
                key=str(company.id), default=get_default_limits_sql(self.env), company=company.id,
                partners=to_array(partner_ids)))}

    @api.model
    def _read_changes(self, company, partner_ids, zone):
        """:return: ``{commercial partner id: [Change]}``"""
        ratings, groups = self._get_known_names(company)
        changes = {}
        for partner_id, moment, name, before in self.env.execute_query(SQL(
            """
            SELECT profile.partner_id, log.date, log.field_name, log.before
              FROM credit_policy_log log
              JOIN credit_profile profile ON profile.id = log.profile_id
             WHERE profile.company_id = %s AND profile.partner_id = ANY(%s) AND log.field_name = ANY(%s)
          ORDER BY log.date, log.id
            """, company.id, to_array(partner_ids), list(FIELDS))):
            value = ratings.get(before) if name == "rating_id" else (
                groups.get(before) if name == "limit_group_id" else _read_text(name, before))
            changes.setdefault(partner_id, []).append(Change(get_local_day(moment, zone), FIELDS[name], value))
        return changes

    @api.model
    def _get_known_names(self, company):
        """:return: ``{code: rating id}`` and ``{name: id of a shared limit}``, the company's own before shared ones"""
        # sudo: the log names them, whoever may see them.
        ratings_sudo = self.env["credit.rating"].sudo().with_context(active_test=False).search(
            [("company_id", "in", [company.id, False])])
        groups_sudo = self.env["credit.limit.group"].sudo().with_context(active_test=False).search(
            [("company_id", "=", company.id)])
        return (
            {rating.code: rating.id for rating in ratings_sudo.sorted(lambda rating: bool(rating.company_id))},
            {group.name: group.id for group in groups_sudo})


def _read_text(name, text):
    """:return: the value of a field of a decision that the log keeps as ``text``"""
    if name in AMOUNTS:
        return float(text or 0)
    if name in DATES:
        return fields.Date.to_date(text) if text else None
    if name == "on_hold":
        return bool(text)
    if name == "grace_days":
        return int(text) if text else -1
    if name == LONGEST_TERM:
        return int(text) if text else None
    return text
