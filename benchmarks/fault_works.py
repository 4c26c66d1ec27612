"""Works of ``./dev faults`` that take a while: an allowance, statements of account, the import of a workbook."""
import base64
import io

from .fault_tasks import in_request
from .jobs import run_job
from .timing import admin, environment

STATEMENTS, ROWS = 120, 300
REMARK = "Remark"


def prepare_losses(registry):
    """Have a draft of an allowance for the main company, and the accounts that it needs."""
    from odoo.fields import Command

    with environment(registry, commit=True) as env:
        company = env.ref("base.main_company")
        Account = env["account.account"]
        expense, allowance = (
            Account.create({"code": f"FLT{number}", "name": f"Fault {number}", "account_type": kind})
            for number, kind in enumerate(("expense", "asset_current")))
        journal = env["account.journal"].search([("type", "=", "general"), ("company_id", "=", company.id)], limit=1)
        company.write({
            "credit_loss_account_id": expense.id, "credit_allowance_account_id": allowance.id,
            "credit_loss_journal_id": journal.id})
        matrix = env["credit.loss.matrix"].create({
            "name": "Fault", "limits": "30,60,90", "company_id": company.id, "line_ids": [
                Command.create({"bucket": bucket, "rate": rate}) for bucket, rate in
                {"not_due": 0.5, "1_30": 2, "31_60": 5, "61_90": 10, "over_90": 25}.items()]})
        env["credit.loss.run"].create({
            "company_id": company.id, "matrix_id": matrix.id, "date": company._get_credit_today()})


def work_out_losses(registry):
    """Work the allowance out, as the credit manager does."""
    def work(env):
        return bool(env["credit.loss.run"].search([]).action_calculate())

    return in_request(registry, work)


def prepare_statements(registry):
    """Let some customers be due for a statement of account."""
    with environment(registry, commit=True) as env:
        today = env.company._get_credit_today()
        profiles = env["credit.profile"].search(
            [("followup_ids", "=", False), ("partner_id.email_normalized", "!=", False)], limit=STATEMENTS, order="id")
        profiles.write({"statement_frequency": "monthly", "statement_first_date": today, "statement_kind": "open_item"})


def send_statements(registry):
    """Draft, print and queue the statements that are due, as the night does; pages are not laid out here."""
    from unittest.mock import patch

    Report = registry["ir.actions.report"]
    with patch.object(Report, "_render_qweb_pdf", lambda *_args, **_kwargs: (b"%PDF-1.4\n%%EOF\n", "pdf")):
        run_job(registry, "credit.profile", "_cron_schedule_statements")
        run_job(registry, "credit.statement", "_cron_send")


def make_file(registry, path):
    """Write a workbook in which each customer got a remark."""
    from openpyxl import load_workbook

    with admin(registry) as env:
        profiles = env["credit.profile"].search(
            [("company_id", "=", env.ref("base.main_company").id), ("overdue_amount", ">", 0)], limit=ROWS, order="id")
        book = load_workbook(io.BytesIO(env["credit.overdue.workbook"]._generate(profiles, env.company._get_credit_today())))
    sheet = book["Customers"]
    rows = sheet.iter_rows()
    head = next(row for row in rows if row[0].value == "Customer")
    column = next(cell.column for cell in head if cell.value == REMARK)
    changed = 0
    for row in rows:
        if row[0].value and row[0].value != "Total":
            sheet.cell(row[0].row, column, f"Fault remark of {row[0].value}")
            changed += 1
    book.save(path)
    return changed


def import_file(registry, path):
    """Check the file and make its changes, as a collector does: two requests."""
    with open(path, "rb") as file:
        content = base64.b64encode(file.read()).decode()

    def check(env):
        wizard = env["credit.workbook.import"].create({"file": content, "file_name": "back.xlsx"})
        wizard.action_check()
        return wizard.id if "change" in wizard.line_ids.mapped("state") else 0

    def apply(env):
        env["credit.workbook.import"].browse(wizard_id).action_apply()
        return True

    wizard_id = in_request(registry, check)
    # Of a file that was imported before the kill, nothing is left to do.
    return bool(wizard_id) and in_request(registry, apply)
