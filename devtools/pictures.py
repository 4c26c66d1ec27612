"""The pictures of README and docs, as data for ``./dev screenshots``.

In a path, ``{name}`` stands for the number of the record with this external id of the add-on, or for the answer to the
query of this name. Queries with ``%s`` are asked about the record in ``ASKED``: pages that customers open speak the language of
the customer, so that Chinese pictures show a Chinese one (``CHINESE``).
"""
from typing import NamedTuple

ACTION = "/odoo/action-credit_collection"

LETTERS = "letters"  # each level of the standard plan as e-mail and on paper, and the statement

# What is printed, and sheets of the overdue workbook: what ``papers_run.py`` writes of them, by the name of the picture.
PAPERS = ("statement_activity", "statement_open_item", "aging_paper", "leaflet", "evidence_pack")
SHEETS = {"workbook_overview": 0, "workbook_customers": 1, "workbook_items": 2, "workbook_cash": 6}

QUERIES = {
    "review": """
        SELECT review.id
          FROM credit_review review
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = 'demo_profile_slow'
         WHERE review.profile_id = named.res_id AND review.state IN ('draft', 'submitted')
      ORDER BY review.id
         LIMIT 1""",
    "payment_token": """
        SELECT followup.access_token
          FROM credit_followup followup
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = %s
         WHERE followup.profile_id = named.res_id AND followup.access_token IS NOT NULL
      ORDER BY followup.id DESC
         LIMIT 1""",
    "account_token": """
        SELECT link.access_token
          FROM credit_portal_link link
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = %s
         WHERE link.profile_id = named.res_id AND link.access_token IS NOT NULL
      ORDER BY link.id DESC
         LIMIT 1""",
    "account_items": """
        SELECT STRING_AGG(line.id::text, ',' ORDER BY line.date_maturity)
          FROM credit_profile profile
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = %s
          JOIN res_partner partner ON partner.commercial_partner_id = profile.partner_id
          JOIN account_move_line line ON line.partner_id = partner.id
          JOIN account_account account ON account.id = line.account_id AND account.account_type = 'asset_receivable'
         WHERE profile.id = named.res_id AND line.parent_state = 'posted' AND line.amount_residual > 0""",
    "scheduled_order": """
        SELECT id
          FROM sale_order
         WHERE origin = 'Demonstration of payment schedules'
      ORDER BY id
         LIMIT 1""",
    "reply": """
        SELECT reply.id
          FROM credit_reply reply
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = %s
         WHERE reply.profile_id = named.res_id
      ORDER BY reply.id
         LIMIT 1""",
    "first_payment": "SELECT (NOW() + INTERVAL '7 days')::date::text",
    "agreement_token": """
        SELECT agreement.access_token
          FROM credit_agreement agreement
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = %s
         WHERE agreement.id = named.res_id""",
    "application_token": """
        SELECT application.access_token
          FROM credit_application application
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = 'demo_application_link'
         WHERE application.id = named.res_id""",
    "promise_token": """
        SELECT promise.access_token
          FROM credit_promise promise
          JOIN ir_model_data named ON named.module = 'credit_collection' AND named.name = 'demo_promise_plan'
         WHERE promise.id = named.res_id""",
    "loss_run": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_loss' AND name = 'demo_run'",
    "bill": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_bill' AND name = 'demo_bill_lost'",
    "legal_case": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_legal' AND name = 'demo_case'",
    "write_off": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_loss' AND name = 'demo_write_off'",
    "returned": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_return' AND name = 'demo_return'",
    "set_off": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_netting' AND name = 'demo_netting'",
    "commission_run": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_commission' AND name = 'demo_run'",
    "insurance_claim": "SELECT res_id FROM ir_model_data WHERE module = 'credit_collection_insurance' AND name = 'demo_claim'",
}
ASKED = {
    "payment_token": "demo_profile_promise", "account_token": "demo_profile_promise", "account_items": "demo_profile_promise",
    "agreement_token": "demo_agreement_slow", "reply": "demo_profile_slow",
}
CHINESE = {
    "demo_profile_promise": "demo_profile_dispute", "demo_agreement_slow": "demo_agreement_dispute",
    "demo_profile_slow": "demo_profile_promise",
}


# The dashboard of management among the others, in either language.
OVERVIEW = ", ".join(f".o_search_panel li[data-name='{name}']" for name in ("Credit Overview", "信用概览"))


class Picture(NamedTuple):
    name: str
    path: str
    height: int
    width: int = 1400
    click: tuple = ()
    #: in Chinese of the Chinese company of ``./dev demo --lang zh_CN``, where its database is there
    is_chinese: bool = False


PICTURES = [
    Picture("customers", f"{ACTION}.credit_profile_action", 720),
    Picture("profile", f"{ACTION}.credit_profile_action/{{demo_profile_slow}}", 1000),
    Picture("credit_review", f"{ACTION}.credit_review_action/{{review}}", 900),
    Picture("shared_limit", f"{ACTION}.credit_limit_group_action/{{demo_limit_group}}", 620),
    Picture("policy", f"{ACTION}.credit_policy_change_action_open", 620),
    Picture("order_held", "/odoo/action-sale.action_quotations_with_onboarding/{demo_order_catering}", 860),
    Picture("held_orders", f"{ACTION}.credit_hold_action", 580),
    Picture("held_orders_phone", f"{ACTION}.credit_hold_action", 780, width=390),
    Picture("open_items", f"{ACTION}.credit_open_item_report_action", 760),
    Picture("worklist", f"{ACTION}.credit_followup_worklist_action", 760),
    Picture("follow_up_now", f"{ACTION}.credit_profile_action/{{demo_profile_promise}}", 1000, click=(
        "button[name='action_followup_now']",)),
    Picture("followup_plan", f"{ACTION}.credit_followup_plan_action/{{credit_followup_plan_default}}", 640),
    Picture("next_run", f"{ACTION}.credit_followup_tonight_server_action", 420),
    Picture("simulation", f"{ACTION}.credit_followup_forecast_action", 700, click=("button[name='action_simulate']",)),
    Picture("contact_log", f"{ACTION}.credit_contact_action", 660),
    Picture("promise_plan", f"{ACTION}.credit_promise_action/{{demo_promise_plan}}", 840),
    Picture("promise_page", "/my/promises/{demo_promise_plan}?access_token={promise_token}", 860, width=1000),
    Picture("pay_page", "/credit/pay/{payment_token}", 860, width=1000),
    Picture("account", "/my/credit/link/{account_token}", 960, width=1000),
    Picture("account_phone", "/my/credit/link/{account_token}", 1400, width=390),
    Picture("account_promise", "/my/credit/link/{account_token}/promise?items={account_items}", 720, width=1000),
    Picture("account_instalments", "/my/credit/link/{account_token}/instalments?items={account_items}&count=3"
            "&first={first_payment}&interval=month", 900, width=1000),
    Picture("account_dispute", "/my/credit/link/{account_token}/dispute?items={account_items}", 860, width=1000),
    Picture("account_data", "/my/credit/link/{account_token}/data", 900, width=1000),
    Picture("my_day", f"{ACTION}.credit_my_day_action", 380),
    Picture("my_day_phone", f"{ACTION}.credit_my_day_action", 780, width=390),
    Picture("call_sheet", f"{ACTION}.credit_my_day_action/{{demo_profile_promise}}", 1000),
    Picture("alerts", f"{ACTION}.credit_alert_action", 560),
    Picture("aging", f"{ACTION}.credit_aging_action", 560),
    Picture("statements", f"{ACTION}.credit_statement_action", 480),
    Picture("key_figures", f"{ACTION}.credit_key_figure_sheet_action", 900),
    Picture("key_figures_by_month", f"{ACTION}.credit_snapshot_action", 620),
    Picture("what_works", f"{ACTION}.credit_followup_effect_action", 560),
    Picture("replay", f"{ACTION}.credit_policy_change_action_open", 1160, click=(
        "button[name='action_open_replay']", "button[name='action_replay']")),
    Picture("application", f"{ACTION}.credit_application_action/{{demo_application_new}}", 900),
    Picture("application_page", "/credit/apply/{application_token}", 1500, width=1000),
    Picture("application_page_phone", "/credit/apply/{application_token}", 1600, width=390),
    Picture("credit_files", f"{ACTION}.credit_file_action", 520),
    Picture("credit_file", f"{ACTION}.credit_file_action/{{demo_file_good}}", 620),
    Picture("document_kinds", f"{ACTION}.credit_file_kind_action", 480),
    Picture("agreement", f"{ACTION}.credit_agreement_action/{{demo_agreement_good}}", 1200),
    Picture("agreement_terms", f"{ACTION}.credit_agreement_template_action/{{credit_agreement_template_default}}", 1000),
    Picture("agreement_page", "/credit/agreement/{agreement_token}", 1300, width=1000),
    Picture("agreement_page_phone", "/credit/agreement/{agreement_token}", 1500, width=390),
    Picture("getting_started", f"{ACTION}.credit_first_steps_action", 1250),
    Picture("replies", f"{ACTION}.credit_reply_action", 480),
    Picture("reply", f"{ACTION}.credit_reply_action/{{reply}}", 620),
    Picture("messages_to_assign", f"{ACTION}.credit_unassigned_message_action", 380, is_chinese=True),
    Picture("order_schedule", "/odoo/action-sale.action_quotations_with_onboarding/{scheduled_order}", 900, click=(
        "a[name='credit_schedule']",)),
    Picture("payment_milestones", f"{ACTION}.credit_payment_milestone_action", 480),
    Picture("payment_schedules", f"{ACTION}.credit_payment_milestone_report_action", 480),
    Picture("charges", f"{ACTION}_charges.credit_charge_action", 560),
    Picture("loss_allowance", f"{ACTION}_loss.credit_loss_run_action/{{loss_run}}", 820),
    Picture("loss_report", "/report/html/credit_collection_loss.report_loss_run/{loss_run}", 760),
    Picture("write_off", f"{ACTION}_loss.credit_write_off_action/{{write_off}}", 760),
    Picture("legal_case", f"{ACTION}_legal.credit_case_action/{{legal_case}}", 900),
    Picture("legal_case_phone", f"{ACTION}_legal.credit_case_action/{{legal_case}}", 1200, width=390),
    Picture("limitation", f"{ACTION}_legal.credit_limitation_watch_action", 520),
    Picture("returned_payment", f"{ACTION}_return.credit_payment_return_action/{{returned}}", 760),
    Picture("set_off", f"{ACTION}_netting.credit_netting_action/{{set_off}}", 620),
    Picture("own_accounts", f"{ACTION}_payee_guard.credit_payee_approval_action", 380),
    Picture("letter_check", "/credit/check", 640, width=1000),
    Picture("insurance_covers", f"{ACTION}_insurance.credit_insurance_cover_action", 480),
    Picture("insured_items", f"{ACTION}_insurance.credit_insurance_item_action", 480),
    Picture("insured_items_phone", f"{ACTION}_insurance.credit_insurance_item_action", 780, width=390),
    Picture("insurance_claim", f"{ACTION}_insurance.credit_insurance_claim_action/{{insurance_claim}}", 760),
    Picture("insurance_claim_phone", f"{ACTION}_insurance.credit_insurance_claim_action/{{insurance_claim}}", 1200, width=390),
    Picture("commission", f"{ACTION}_commission.credit_commission_run_action/{{commission_run}}", 760),
    Picture("commission_lines", f"{ACTION}_commission.credit_commission_line_action", 560),
    Picture("commission_phone", f"{ACTION}_commission.credit_commission_line_action", 900, width=390),
    Picture("short_payments", f"{ACTION}_short_payment.credit_short_payment_action", 520),
    Picture("bills", f"{ACTION}_bill.credit_bill_action", 600),
    Picture("bill", f"{ACTION}_bill.credit_bill_action/{{bill}}", 800),
    Picture("dashboard", "/odoo/dashboards", 1500, click=(OVERVIEW,)),
    Picture("expected_cash", f"{ACTION}.credit_cash_in_action", 620),
]
