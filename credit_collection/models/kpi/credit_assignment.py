from odoo import fields, models
from odoo.tools import SQL

from ...tools.common.write_steps import write_step
from ..common.bulk import insert_select
from ..common.sql import to_array


class CreditAssignment(models.Model):
    """Who collected from a customer before: receipts count for the collector of their day, whoever takes over later.

    Written by the system when the collector changes. On any day the collector is that of the first row that ends after it,
    else the one of now.
    """

    _name = "credit.assignment"
    _description = "Former Collector"
    _order = "date_until desc, id desc"
    _rec_name = "profile_id"

    # Without index of its own: the unique index begins with it.
    profile_id = fields.Many2one("credit.profile", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one(related="profile_id.company_id")
    user_id = fields.Many2one(
        "res.users", string="Collector", readonly=True, index="btree_not_null", help="Empty: nobody.")
    date_until = fields.Date(string="Until", required=True, readonly=True, help="This day belongs to the next collector.")

    _once_idx = models.UniqueIndex("(profile_id, date_until)")

    def _keep(self, profiles):
        """Keep the present collectors of ``profiles``, who are about to change; of several changes on a day the first."""
        # sudo: evidence is written by the system.
        for today, members in self.env["res.company"]._get_credit_days_of(profiles).items():
            insert_select(
                self.sudo(), {
                    "profile_id": SQL("former.profile_id"), "user_id": SQL("former.user_id"),
                    "date_until": SQL("%s::date", today),
                },
                SQL("UNNEST(%s, %s) AS former (profile_id, user_id)", to_array(members.ids),
                    to_array([profile.collector_id.id or None for profile in members])),
                conflict=SQL("(profile_id, date_until) DO NOTHING"))


def get_owner_sql(profile, day):
    """:param SQL profile, day: id of a profile, and a date
    :return: SQL of the id of the collector on that day
    """
    return SQL(
        """
        (SELECT owner.user_id
           FROM (
                 SELECT former.user_id, former.date_until FROM credit_assignment former
                  WHERE former.profile_id = %(profile)s AND former.date_until > %(day)s
              UNION ALL
                 SELECT now.collector_id, 'infinity'::date FROM credit_profile now WHERE now.id = %(profile)s
                ) owner
       ORDER BY owner.date_until LIMIT 1)
        """, profile=profile, day=day)


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    @write_step(85)
    def _step_assignment(self, vals):
        """Keep the former collector of customers who are given to another one."""
        if self and "collector_id" in vals:
            self.env["credit.assignment"]._keep(
                self.filtered(lambda profile: profile.collector_id.id != (vals["collector_id"] or False)))
        yield vals
