from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.common.clock import add_days
from ...tools.followup.decision import CLOSED
from ...tools.followup.sending_window import SendingWindow, get_moment
from ..common.sql import BRANCHES, get_root_sql
from .case import Schedule

JOB = "credit_collection.ir_cron_run_followups"
FOLLOWUP_BATCH = 1000
# What is read of a company serves many of its customers.
FOLLOWUP_ORDER = "company_id, id"


class CreditFollowupRound(models.AbstractModel):
    """The customers that the nightly round looks at."""

    _inherit = "credit.followup.round"

    @api.model
    def _create_profiles_of_debtors(self):
        """Open a profile for customers who owe us for the first time.

        :return: number of profiles created
        """
        Line = self.env["account.move.line"]
        query = Line._search(Line._get_open_debt_domain(), order="id")
        query.order = None
        company = query.left_join(Line._table, "company_id", "res_company", "id", "company_id")
        root_id = get_root_sql(company)
        # A manual entry may name a contact: the account is that of its company.
        payer = query.left_join(Line._table, "partner_id", "res_partner", "id", "partner_id")
        customer_id = SQL.identifier(payer, "commercial_partner_id")
        query.add_where(
            SQL(
                "NOT EXISTS (SELECT FROM credit_profile p WHERE p.partner_id = %s AND p.company_id = %s)",
                customer_id,
                root_id,
            )
        )
        Profile = self.env["credit.profile"]
        Profile.flush_model(["partner_id", "company_id"])
        partners_by_root = defaultdict(set)
        for partner, root in self.env.execute_query(query.select(customer_id, root_id)):
            partners_by_root[root].add(partner)
        return sum(Profile._create_missing_profiles(partners, [root]) for root, partners in partners_by_root.items())

    @api.model
    def _get_run_domain(self, today, now):
        """Companies whose bank entries are out of date wait; their credit managers are told.

        :return: domain of the customers to look at in companies where it is ``today`` at the moment ``now``
        """
        # sudo: the run goes over all companies.
        companies = self.env["res.company"].sudo()._get_credit_days(now)[today]
        stale = companies._get_credit_bank_stale(today)
        companies._credit_tell_bank_stale(stale, today)
        running = [company.id for company in companies if company not in stale]
        return Domain("company_id", "in", running) & self._get_candidates_domain(today, now)

    @api.model
    def _get_candidates_domain(self, today, now=None):
        """:return: domain of the customers to look at today: those at a level, and those with debts due or soon due; those
        whose message waits once more when it may leave
        """
        first_days = self.env["credit.followup.level"]._read_group([], [], ["days_overdue:min"])[0][0] or 0
        due_by = max(add_days(today, max(-first_days, 0)), self.env["credit.followup.plan"]._get_eve(today))
        Line = self.env["account.move.line"]
        debts = Line._get_open_debt_domain() & Line._get_due_domain(due_by)
        return self._get_unchecked_domain(today, now or fields.Datetime.now()) & (
            Domain("followup_level_id", "!=", False)
            | self._get_debtors_domain(Line._search(debts, order="id"))
        )

    @api.model
    def _get_unchecked_domain(self, today, now):
        """:return: domain of the customers nobody has looked at on ``today``, or whose message may leave at ``now``"""
        return (
            Domain("followup_run_date", "=", False)
            | Domain("followup_run_date", "<", today)
            | Domain("followup_waits_until", "<=", now)
        )

    @api.model
    def _get_debtors_domain(self, debts):
        """:return: domain of the customers who owe the items of ``debts``, themselves or by their contacts, in the company
        whose items they are
        """
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        payer = debts.left_join(debts.table, "partner_id", "res_partner", "id", "partner_id")
        branch = debts.make_alias(debts.table, "branch")
        company_id = SQL.identifier(debts.table, "company_id")
        debts.add_join("JOIN", branch, BRANCHES, SQL("%s = %s", SQL.identifier(branch, "id"), company_id))
        accounts = debts.subselect(
            SQL.identifier(payer, "commercial_partner_id"), SQL.identifier(branch, "root_id"))

        def to_sql(model, alias, query):
            return SQL("(%s, %s) IN %s", *(
                model._field_to_sql(alias, name, query) for name in ("partner_id", "company_id")), accounts)

        return Domain.custom(to_sql=to_sql)

    # Batches

    @api.model
    def _run_unlocked(self, profiles, now):
        """Follow up those of ``profiles`` whom nobody else works on, each on the day it is in the company.

        :param datetime now: moment of the run in UTC
        :return: the follow-ups made
        """
        # Others may still insert rows that refer to these customers, such as the hold of an order.
        profiles = profiles.try_lock_for_update(allow_referencing=True)
        followups = self.env["credit.followup"]
        for today, of_day in self.env["res.company"]._get_credit_days_of(profiles, now=now).items():
            followups += self._run(of_day, today, marks={"followup_run_date": today}, now=now)
        return followups

    @api.model
    def _run_all(self):
        """Follow up the customers not looked at today. Called again by the scheduler when its time is over before all are
        done, and for customers whom somebody else was working on; pressed by hand, the job does them all.
        """
        now = fields.Datetime.now()
        self.env["credit.profile"]._run_batch(
            JOB, lambda today: self._get_run_domain(today, now),
            lambda profiles, today: self._run(profiles, today, marks={"followup_run_date": today}, now=now),
            size=FOLLOWUP_BATCH, order=FOLLOWUP_ORDER, recheck=lambda today: self._get_unchecked_domain(today, now), now=now,
            prepare=self._create_profiles_of_debtors, isolates=True)

    # When they are followed up

    @api.model
    def _get_schedules(self, profiles, today):
        """:return: ``{profile: Schedule}``, in a number of queries that does not grow with the customers"""
        choices = self.env["credit.followup.strategy"]._choose_plans(profiles, today)
        plan_ids = dict.fromkeys(choice.plan.id for choice in choices.values() if choice.plan)
        plans = self.env["credit.followup.plan"].browse(plan_ids)
        windows = plans._get_sending_windows(profiles.company_id, today)
        by_country = {plan.id for plan in plans if plan._get_country_gaps()}
        made, schedules = {}, {}
        for profile in profiles:
            choice, company = choices[profile], profile.company_id
            plan = choice.plan
            country = profile.partner_id.country_id if plan.id in by_country else None
            key = plan.id, company.id, country and country.id, choice.instead_of
            if key not in made:
                made[key] = Schedule(
                    plan, plan._get_steps(country, company.currency_id), windows[plan, company], plan.unsent_invoices,
                    choice.instead_of,
                ) if plan else Schedule(plan, [], SendingWindow())
            schedules[profile] = made[key]
        return schedules

    @api.model
    def _keep_waiting(self, profiles, decisions, schedules, today, now):
        """Keep until when messages wait that may not leave now, and look at these customers again at that time.

        :param dict schedules: ``{profile: Schedule}``
        :param now: moment of the run in UTC, None when it goes by the day alone
        """
        waiting = {}
        closed = [profile for profile, decision, _items in decisions if decision.skip_reason == CLOSED]
        for profile in closed:
            window = schedules[profile].window
            opening = window.find_opening(now or get_moment(today, 0, window.zone))
            waiting.setdefault(opening.replace(microsecond=0), []).append(profile)
        for opening, group in waiting.items():
            profiles.browse().concat(*group).followup_waits_until = opening
        (profiles - profiles.browse().concat(*closed)).filtered("followup_waits_until").followup_waits_until = False
        if waiting and now:
            self.env.ref("credit_collection.ir_cron_run_followups")._trigger_list(sorted(waiting))

    @api.model
    def _send_unsent_invoices(self, decisions, schedules):
        """Let core send the invoices that the plan sends before it demands them; it does so right after the run.

        What it cannot send is noted on the invoice by core, stays unsent, and is tried again the next night.
        """
        move_ids = {
            item.move_id
            for profile, _decision, items in decisions
            if schedules[profile].sends_invoices and not profile.company_id._is_credit_test_mode()
            for item in items if item.is_unsent and item.residual > 0
        }
        moves = self.env["account.move"].browse(sorted(move_ids)).filtered(lambda move: not move.sending_data)
        if moves:
            moves.sending_data = {
                "author_user_id": self.env.uid, "author_partner_id": self.env.user.partner_id.id,
            }
            # sudo: no matter who starts the run, the invoices are sent by core's own scheduled action.
            self.env.ref("account.ir_cron_account_move_send").sudo()._trigger()
