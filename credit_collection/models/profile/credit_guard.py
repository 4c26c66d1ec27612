import logging
from functools import partial

from psycopg2 import Error, errorcodes
from psycopg2.errors import SerializationFailure
from psycopg2.pool import PoolError

from odoo import fields, models
from odoo.tools import SQL

from ..common.bulk import build_insert, insert_select, is_closing

_logger = logging.getLogger(__name__)

# First number of the advisory locks of those who wait for their turn; the second is the id of a profile.
TURNS = 1907001
# More customers are written by changes of policy, for which nobody waits in turn: so many locks need memory of the server.
MOST_TURNS = 100
LONGEST_WAIT = "30s"
# Key of what is kept until the next try has ended: ids of the profiles whose turn this transaction has.
TURN = "credit_collection.guards_turn"


class GuardBusy(SerializationFailure):
    """It is the turn of somebody who lost the guard before; the request layer does the transaction again."""

    pgcode = errorcodes.SERIALIZATION_FAILURE


def wait_for_turn(registry, cr, profile_ids):
    """Between two tries of a transaction that lost: wait until it is its turn, which it keeps until its next try has ended.

    Its own connection can keep no lock from before its new snapshot, so a second one does. Without a turn, because the server
    has no further connection or one waits for too long, the transaction tries again like any other.
    """
    if is_closing(cr):
        return  # nothing comes after the last try
    try:
        turn = registry.cursor()
    except (Error, PoolError):
        _logger.warning("No connection for the turn of a confirmation", exc_info=True)
        return
    try:
        turn.execute(SQL("SELECT SET_CONFIG('lock_timeout', %s, TRUE)", LONGEST_WAIT))
        turn.execute(SQL(
            "SELECT PG_ADVISORY_XACT_LOCK(%s, id) FROM (SELECT UNNEST(%s) AS id ORDER BY 1) AS lost", TURNS, profile_ids),
            log_exceptions=False)
    except Error:
        _logger.info("A confirmation waited for its turn for longer than %s", LONGEST_WAIT)
        turn.close()
        return
    cr.prerollback.data[TURN] = profile_ids
    cr.prerollback.add(turn.close)
    cr.postcommit.add(turn.close)


class CreditGuard(models.Model):
    """A row per profile that is written by a user who uses up or lowers available credit.

    Odoo runs at REPEATABLE READ: a lock alone lets the second transaction decide on its old snapshot. Writing the same
    row makes the second one fail with a serialization error, which the request layer retries on fresh data. The row is
    apart from the profile so that the nightly run and a collector's edits never delay or retry a confirmation.

    Whoever lost once is next: between its two tries a transaction takes the turn of these profiles, in the order of arrival,
    and whoever has not lost yet does not come between. So nobody loses as often as the request layer tries.
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
        if not profile_ids:
            return
        ids = sorted(profile_ids)
        cr = self.env.cr
        own = cr.prerollback.data.get(TURN, [])
        free = SQL("TRUE") if len(ids) > MOST_TURNS else SQL(
            "CASE WHEN account.profile_id = ANY(%s) THEN TRUE "
            "ELSE PG_TRY_ADVISORY_XACT_LOCK_SHARED(%s, account.profile_id) END", own, TURNS)
        try:
            written = insert_select(
                self, {"profile_id": SQL("account.profile_id"), "sequence": SQL("1")},
                SQL("UNNEST(%s) AS account (profile_id) WHERE %s", ids, free), stamp=False,
                conflict=SQL("(profile_id) DO UPDATE SET sequence = credit_guard.sequence + 1"))
            if len(written) < len(set(ids)):
                raise GuardBusy("Another transaction has its turn")
        except SerializationFailure:
            if len(ids) <= MOST_TURNS:
                cr.postrollback.add(partial(wait_for_turn, self.env.registry, cr, sorted({*ids, *own})))
            raise

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
