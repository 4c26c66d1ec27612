from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from ..kpi.common import KpiCommon

FIRST, LAST = date(2025, 1, 1), date(2025, 1, 31)


class StatementCommon(KpiCommon):
    """Statements of account of January 2025, and of today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2000-01-01", 0.5)])
        cls.collector = cls._user("collector")

    @classmethod
    def _january(cls, profiles=None, kind="activity"):
        return (profiles or cls.profile)._create_statements(FIRST, LAST, kind)

    @classmethod
    def _as_of_today(cls, profiles=None, kind="open_item"):
        return (profiles or cls.profile)._create_statements(cls.today.replace(day=1), cls.today, kind)

    def _assert_balances(self, statement, *expected):
        """:param expected: dicts of column values, in the order of the currencies of the statement"""
        self.assertRecordValues(statement.balance_ids, list(expected))

    def _at(self, day):
        """:return: a context in which it is noon of ``day``"""
        return freeze_time(f"{day} 12:00:00")

    def _batches(self):
        """:return: a context in which jobs commit nothing"""
        return patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda _cron, processed=0, *, remaining=None, deactivate=False: 0)

    def _mail_of(self, statement):
        return self.env["mail.mail"].sudo().search([("mail_message_id", "=", statement.sudo().message_id.id)])
