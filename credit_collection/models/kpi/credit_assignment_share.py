from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..common.days import day_of_entry
from .credit_assignment import get_owner_sql

# What counts for somebody: a change is a new row from the day of the change.
SHARED = {"user_id", "share"}


class CreditAssignmentShare(models.Model):
    """Who collects from a customer besides the collector, and which share of the receipts counts for them.

    The rest counts for the collector. A receipt counts by the shares of its day: a share that is changed or removed stays as it
    was for the days before.
    """

    _name = "credit.assignment.share"
    _description = "Share of a Collector"
    _inherit = "credit.roles.mixin"
    _order = "profile_id, date_from, id"
    _rec_name = "user_id"

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="profile_id.company_id")
    user_id = fields.Many2one(
        "res.users", string="Collector", required=True, index=True, domain=[("share", "=", False)])
    share = fields.Float(
        required=True, default=0.5, digits=(16, 4), bounds=(0, 1),
        help="Of the receipts; the rest counts for the collector.", aggregator=None)
    date_from = day_of_entry("date_from", "profile_id.company_id", string="From", required=True, readonly=True, role="system")
    date_until = fields.Date(string="Until", readonly=True, help="This day does not belong to the share any more.")

    _once_idx = models.UniqueIndex(
        "(profile_id, user_id) WHERE date_until IS NULL", "This collector has a share of the customer already.")
    _check_share = models.Constraint("CHECK (share > 0 AND share <= 1)", "A share is more than 0 and at most 100 percent.")

    @api.constrains("profile_id", "share", "date_until")
    def _check_sum(self):
        sums = self._read_group(
            [("profile_id", "in", self.profile_id.ids), ("date_until", "=", False)], ["profile_id"], ["share:sum"])
        for profile, total in sums:
            if total > 1 + 1e-6:
                raise ValidationError(self.env._(
                    "%(customer)s: the shares of the collectors are more than 100 percent.", customer=profile.display_name))

    def write(self, vals):
        """What has counted before today stays as it was."""
        if SHARED.isdisjoint(vals):
            return super().write(vals)
        former = self._find_former()
        kept = [(share.profile_id.id, share.user_id.id, share.share) for share in former]
        former._end()
        for profile_id, user_id, share in kept:
            self.create({"user_id": user_id, "share": share, **vals, "profile_id": profile_id})
        return super(CreditAssignmentShare, self - former).write(vals)

    def unlink(self):
        """The same: a share that counted ends today; only the system forgets one."""
        former = self.browse() if self.env.su else self._find_former()
        former._end()
        return super(CreditAssignmentShare, self - former).unlink()

    def _find_former(self):
        """:return: those of which days before today count"""
        days = self.env["res.company"]._get_credit_days_of(self, "profile_id.company_id")
        return self.browse().union(*(
            shares.filtered(lambda share, day=today: share.date_from < day) for today, shares in days.items()))

    def _end(self):
        """End shares today, for good; those that ended before stay."""
        self.check_access("write")
        running = self.filtered(lambda share: not share.date_until)
        for today, shares in self.env["res.company"]._get_credit_days_of(running, "profile_id.company_id").items():
            # sudo: the day is recorded by the system; the right has been checked.
            shares.sudo().write({"date_until": today})


class CreditProfile(models.Model):
    _inherit = "credit.profile"

    collector_share_ids = fields.One2many(
        "credit.assignment.share", "profile_id", string="Shared With", domain=[("date_until", "=", False)], role="open",
        help="Receipts count for these collectors by their shares in the targets, and for the collector by the rest.")


def build_owners(profile, day):
    """:param SQL profile, day: id of a profile, and a date
    :return: SQL of ``user_id`` and ``share`` of those for whom receipts of that day count; the shares add up to 1
    """
    shares = SQL(
        """
        FROM credit_assignment_share part
       WHERE part.profile_id = %(profile)s AND part.date_from <= %(day)s
         AND (part.date_until IS NULL OR part.date_until > %(day)s)
        """, profile=profile, day=day)
    return SQL(
        """
        SELECT part.user_id, part.share::float8 AS share %(shares)s
     UNION ALL
        SELECT %(owner)s, 1 - COALESCE((SELECT SUM(part.share) %(shares)s), 0)::float8
        """, shares=shares, owner=get_owner_sql(profile, day))
