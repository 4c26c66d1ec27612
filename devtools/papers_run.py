"""Writes statements, the aging, the leaflet for customers and an evidence pack as PDF, and the overdue workbook, of the
demonstration in English and Chinese, and makes pictures of the PDFs and pages of the sheets, for the pages of ``docs``; keeps
nothing in the database.

Runs under the virtual environment's Python with Odoo in the same process: ``papers_run.py CONFIG DATABASE FOLDER ADDRESS``,
with the address of a server of the database, from which the style sheets come.
"""
import subprocess
import sys
from pathlib import Path

from dateutil.relativedelta import relativedelta

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devtools import sheets_run  # noqa: E402
from devtools.browser import compact, trim  # noqa: E402
from devtools.demo_run import odoo_environment  # noqa: E402
from devtools.letters_run import Discard  # noqa: E402

LANGUAGES = {"en": "en_US", "zh": "zh_CN"}
# A customer of each language, with something to tell.
CUSTOMERS = {"en": "demo_profile_slow", "zh": "demo_profile_dispute"}
MONTHS = 3
DOTS_PER_INCH = 100


def write_papers(env, folder, address):
    env["ir.config_parameter"].sudo().set_param("report.url", address)
    # What customers read of the server.
    env["ir.config_parameter"].sudo().set_param("web.base.url", "https://www.example.com")
    company = env.ref("base.main_company")
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    today = company._get_credit_today()
    for code, lang in LANGUAGES.items():
        local = env(context={**env.context, "lang": lang})
        for kind in ("activity", "open_item"):
            (folder / f"statement_{kind}_{code}.pdf").write_bytes(print_statement(local, code, kind, today))
        (folder / f"aging_paper_{code}.pdf").write_bytes(print_aging(local))
        (folder / f"leaflet_{code}.pdf").write_bytes(print_leaflet(local, lang))
        (folder / f"evidence_pack_{code}.pdf").write_bytes(print_evidence(local, lang))
        Workbook = local["credit.overdue.workbook"]
        (folder / f"workbook_{code}.xlsx").write_bytes(Workbook._generate(local["credit.profile"].search([]), today))


def print_statement(env, code, kind, today):
    profile = env.ref(f"credit_collection.{CUSTOMERS[code]}")
    profile.partner_id.lang = LANGUAGES[code]
    since = today.replace(day=1) - relativedelta(months=MONTHS)
    statement = profile._create_statements(since, today, kind)
    return render(env, "action_report_statements", statement)


def print_aging(env):
    aging = env["credit.aging"].create({})
    aging._prepare()
    return render(env, "action_report_aging", aging)


def print_leaflet(env, lang):
    return render(env, "action_report_credit_leaflet", env["credit.leaflet"].create({"lang": lang}))


def print_evidence(env, lang):
    """:return: the bound documents of a legal case before a court of this language; the index comes first"""
    case = env.ref("credit_collection_legal.demo_case")
    (case.partner_id + case.court_id + case.company_id.partner_id).lang = lang
    return case.sudo()._make_pack().pdf_id.raw


def render(env, report, records):
    return env["ir.actions.report"].with_context(force_report_rendering=True)._render_qweb_pdf(
        f"credit_collection.{report}", records.ids)[0]


def main(config, database, folder, address):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with odoo_environment(config, database) as env:
            write_papers(env, folder, address)
            raise Discard
    except Discard:
        pass
    for file in folder.glob("*.pdf"):
        picture = subprocess.run(
            ["pdftoppm", "-r", str(DOTS_PER_INCH), "-png", "-f", "1", "-l", "1", "-singlefile", str(file)],
            check=True, capture_output=True).stdout
        file.with_suffix(".png").write_bytes(compact(trim(picture)))
    for file in folder.glob("*.xlsx"):
        sheets_run.main(file, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
