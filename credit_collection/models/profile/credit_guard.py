from odoo import fields, models
from odoo.tools import SQL

from ..common.bulk import build_insert, insert_select


class CreditGuard(models.Model):
    """A row per profile that is written by a user who uses up or lowers available credit.

    Odoo runs at REPEATABLE READ: a lock alone lets the second transaction decide on its old snapshot. Writing the same
    row makes the second one fail with a serialization error, which the request layer retries on fresh data. The row is
    apart from the profile so that the nightly run and a collector's edits never delay or retry a confirmation.
    """

    _name = "credit.guard"
    _description = "Credit Guard"
    _log_access = False

    profile_id = fields.Many2one("credit.profile", required=True, ondelete="cascade")
    sequence = fields.Integer(default=0)

    _profile_uniq = models.Constraint("UNIQUE (profile_id)", "A credit profile has one guard.")

    def _write_guard(self, profile_ids):
        """Serialize this transaction with every other that uses or lowers the credit of the profiles (one query).

        :param profile_ids: ids of ``credit.profile``
        :raise psycopg2.errors.SerializationFailure: another transaction did so since ours began
        """
        if profile_ids:
            insert_select(
                self, {"profile_id": SQL("account.profile_id"), "sequence": SQL("1")},
                SQL("UNNEST(%s) AS account (profile_id)", sorted(profile_ids)), stamp=False,
                conflict=SQL("(profile_id) DO UPDATE SET sequence = credit_guard.sequence + 1"))

    def _share_guard(self, profile_ids):
        """Let nobody write the guards until this transaction ends, without keeping others from sharing them (one query).

        :param profile_ids: ids of ``credit.profile``
        :raise psycopg2.errors.SerializationFailure: another transaction wrote a guard since ours began
        """
        if profile_ids:
            self.env.execute_query(SQL(
                """
                  WITH missing AS (%(missing)s)
                SELECT id FROM credit_guard WHERE profile_id IN %(in_profile_ids)s ORDER BY profile_id FOR SHARE
                """,
                in_profile_ids=tuple(profile_ids),
                missing=build_insert(
                    self, {"profile_id": SQL("account.profile_id"), "sequence": SQL("0")},
                    SQL("UNNEST(%s) AS account (profile_id)", sorted(profile_ids)), stamp=False,
                    conflict=SQL("(profile_id) DO NOTHING")),
            ))

    def _guard_policy(self, domain):
        """Let confirmations under way finish on the old policy and those to come wait for the new one.

        :param domain: of the profiles that the policy is for
        :return: these profiles, with the rights of the system
        """
        # sudo: who may change ratings or settings need not see the customers.
        profiles_sudo = self.env["credit.profile"].sudo().search(domain)
        self._write_guard(profiles_sudo.ids)
        return profiles_sudo
