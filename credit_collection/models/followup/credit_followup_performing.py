from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import LazyTranslate, is_html_empty
from odoo.tools.misc import formatLang

from ..common.beside import try_to
from ..common.kept_text import keep
from .case import split_cases

_lt = LazyTranslate(__name__)


class CreditFollowup(models.Model):
    """Performing follow-ups in bulk: addressees, channels, evidence, and what else a level asks for."""

    _inherit = "credit.followup"

    # In the unique index of the level: addresses that get their own items have a follow-up each.
    part_key = fields.Integer(
        readonly=True, default=0, help="Id of the address whose items alone this follow-up is about; 0: all items.",
        aggregator=None)

    manual_reason = fields.Char(
        string="Justification", readonly=True, help="Reason for a follow-up that the plan would not make.")

    @api.model
    def _create_from_cases(self, cases, today):
        """Perform ``cases`` and keep the evidence, in a fixed number of statements.

        A customer whom a channel does not reach gets a failed follow-up for the worklist.

        :param cases: list of ``Case``, one per customer
        :param date today: day of the follow-up
        :return: the follow-ups
        """
        addressed = self.env["credit.addressee"]._address(cases)
        planned = [case.channels for case in addressed]
        addressed = [self._add_fallback(case) for case in addressed]
        results = self._perform_cases(addressed, today)
        vals_list = []
        for number, (case, channels) in enumerate(zip(addressed, planned, strict=True)):
            for channel in case.channels:
                vals = self._prepare_vals(case, channel, today)
                vals.update(results[channel].get(number) or {"state": "done", "done_date": today})
                if channel not in channels:
                    vals["is_fallback"] = True
                vals_list.append(vals)
        followups = self._insert_evidence(vals_list)
        for channel, kept in followups.filtered(lambda followup: followup.state != "test").grouped("channel").items():
            self._get_channel_service(channel)._keep(kept)
        _tests, others = split_cases(cases)
        self._take_level_steps([cases[number] for number in others], today)
        return followups

    @api.model
    def _add_fallback(self, case):
        """Hook: :return: the case, with another channel when one of its channels does not reach the customer"""
        return case

    @api.model
    def _perform_cases(self, cases, today):
        """Do what ``cases`` ask for, channel by channel, for all customers at once.

        :return: ``{channel: {position in cases: values of the follow-up}}``
        """
        chosen, results = defaultdict(list), defaultdict(dict)
        for is_test, numbers in zip((True, False), split_cases(cases), strict=True):
            for number in numbers:
                for channel in cases[number].channels:
                    chosen[channel, is_test].append(number)
        for (channel, is_test), numbers in chosen.items():
            service = self._get_channel_service(channel)
            act = service._rehearse if is_test else service._perform
            results[channel].update(zip(numbers, act([cases[number] for number in numbers], today), strict=True))
        return results

    @api.model
    def _prepare_vals(self, case, channel, today):
        profile, company = case.profile, case.profile.company_id
        return {
            "profile_id": profile.id,
            # Given, because following the relation for each record takes longer than the rest of its creation.
            "company_id": company.id,
            "level_id": case.level.id,
            "cycle": profile.followup_cycle,
            "repeat_number": case.repeat,
            "part_key": case.part,
            "manual_reason": case.reason,
            "date": today,
            "channel": channel,
            "user_id": profile._get_collector().id,
            "contact_id": case.contact.id,
            "amount_due": company.currency_id.round(case.amount_due),
            "days_overdue": case.days_overdue,
            "line_ids": [Command.set([item.id for item in case.items])],
        }

    # Failures

    @api.model
    def _create_failed(self, case, today, error):
        """Keep what could not be done, for the worklist.

        :param error: the exception, or a text
        """
        case = case._replace(contact=case.profile.partner_id)
        return self.create([{
            **self._prepare_vals(case, channel, today),
            "state": "failed",
            "error": keep(self._explain_error(error)),
        } for channel in case.channels])

    @api.model
    def _keep_undecided(self, profile, today, error):
        """Keep that nothing could be decided about a customer: one failed follow-up, brought up to date every night."""
        failed = self.search([
            ("profile_id", "=", profile.id), ("state", "=", "failed"), ("channel", "=", "manual"),
            ("cycle", "=", profile.followup_cycle)], limit=1)
        vals = {"date": today, "error": keep(self._explain_error(error))}
        if failed:
            failed.write(vals)
            return self.browse()
        return self.create({
            "profile_id": profile.id, "cycle": profile.followup_cycle, "channel": "manual", "state": "failed",
            "user_id": profile._get_collector().id, "contact_id": profile.partner_id.id, **vals,
        })

    @api.model
    def _explain_error(self, error):
        return _lt(
            "The follow-up could not be prepared: %(error)s\nCorrect the cause, then press Retry.", error=error
        )

    # Again

    def _retry(self, today):
        """Do failed follow-ups now, about the items that are open now; each on its own."""
        for followup in self:
            error = try_to(self.env, lambda followup=followup: followup._try_again(today))
            if error:
                followup.error = keep(self._explain_error(error))  # shown to the collector on the follow-up

    def _try_again(self, today):
        case = self._prepare_retry_case(today)
        obstacle = self.env["credit.followup.round"]._find_obstacle(case)
        if obstacle:
            self._set_state("skipped", error=False, done_date=today, note=obstacle)
        else:
            self._perform(case, today)

    def _prepare_retry_case(self, today):
        """:return: the case of this follow-up about what is open now, with its addressee"""
        self.ensure_one()
        case = self.env["credit.followup.round"]._prepare_manual_case(
            self.profile_id, self.level_id, (self.channel,), today)
        return self.env["credit.addressee"]._address_again(case, self.part_key)

    def _perform(self, case, today):
        self.ensure_one()
        vals = {
            name: value
            for name, value in self._prepare_vals(case, self.channel, today).items()
            if name in ("date", "contact_id", "amount_due", "days_overdue", "line_ids")
        }
        vals |= {"state": "todo", "error": False} | self._perform_cases([case], today)[self.channel][0]
        state = vals.pop("state")
        self._set_state(state, **vals) if state != self.state else self.write(vals)
        if state != "failed":
            self.env["credit.followup.round"]._count_from(self.profile_id, today)
        self._get_channel_service(self.channel)._keep(self)
        self._after_retry(state, today)

    def _after_retry(self, state, today):
        """Hook: the follow-up was tried again, with the result ``state``."""

    # A person takes over

    @api.model
    def _create_handed_over(self, cases, today):
        """Put customers who did not pay after the last level on the worklist, for a person to decide what comes next."""
        cases = [case._replace(contact=case.profile.partner_id) for case in cases if not case.is_test]
        activities = self._schedule_hand_over(cases, today)
        return self.create([{
            **self._prepare_vals(case, "manual", today),
            "state": "todo",
            "user_id": activity.user_id.id,
            "activity_id": activity.id,
            "note": keep(_lt("Not paid after the last level: decide what comes next.")),
        } for case, activity in zip(cases, activities, strict=True)])

    # Activities

    # Not for export: to-dos are readable for those who see the document.
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null", exportable=False)

    @api.model
    def _notify_salespeople(self, cases, today):
        todo = self.env.ref("mail.mail_activity_data_todo")
        tasks = []
        for case in cases:
            user = case.profile.salesperson_id
            if user.active:
                level = case.level.with_context(lang=user.lang or self.env.lang)
                summary = level.env._("Your customer reached the follow-up level “%(level)s”", level=level.name)
                tasks.append((case, todo, user, summary))
        # On the contact, which salespeople may open.
        return self._schedule(tasks, today, "res.partner")

    @api.model
    def _tell_payables(self, cases, today):
        """Tell the responsible of customers to whom we owe something, where the level says so."""
        cases = [case for case in cases if case.level.supplier_policy == "tell"]
        profiles = self.env["credit.profile"].concat(*(case.profile for case in cases))
        payables = self.env["credit.exposure"]._get_payables(profiles, today)
        todo, tasks = self.env.ref("mail.mail_activity_data_todo"), []
        for case in cases:
            payable = payables.get(case.profile.id, 0.0)
            if case.profile.currency_id.compare_amounts(payable, 0.0) > 0:
                user = case.level._get_responsible(case.profile)
                env = case.level.with_context(lang=user.lang or self.env.lang).env
                amount = formatLang(env, payable, currency_obj=case.profile.currency_id)
                tasks.append((case, todo, user, env._("Payables to this customer: %(amount)s. Offset?", amount=amount)))
        return self._schedule(tasks, today, "credit.profile")

    @api.model
    def _schedule_hand_over(self, cases, today):
        """:return: an activity for each case: a person takes over from the plan"""
        if not cases:
            return self.env["mail.activity"]
        todo = self.env.ref("mail.mail_activity_data_todo")
        tasks = []
        for case in cases:
            user = case.level._get_responsible(case.profile)
            env = case.level.with_context(lang=user.lang or self.env.lang).env
            tasks.append((case, todo, user, env._("Not paid after the last level: decide what comes next.")))
        return self._schedule(tasks, today, "credit.profile")

    @api.model
    def _schedule(self, tasks, today, model):
        """:param tasks: list of ``(case, activity type, user, summary)``, the summary in the language of the user
        :param model: where the activities go: ``credit.profile`` or ``res.partner``
        """
        model_id = self.env["ir.model"]._get_id(model)
        # Core's own switch: no e-mail to the collector for each of hundreds of calls.
        return (
            self.env["mail.activity"]
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "res_model_id": model_id,
                        "res_id": case.profile.id if model == "credit.profile" else case.profile.partner_id.id,
                        "activity_type_id": activity_type.id,
                        "user_id": user.id,
                        "date_deadline": today,
                        "summary": summary,
                        "note": self.with_context(lang=user.lang or self.env.lang)._get_activity_note(case),
                    }
                    for case, activity_type, user, summary in tasks
                ]
            )
        )

    @api.model
    def _get_activity_note(self, case):
        script = case.level.with_env(self.env).call_script
        return Markup("<p>%s</p>%s") % (self.env._(
            "%(amount)s to collect, %(days)s days overdue.",
            days=case.days_overdue,
            amount=formatLang(self.env, case.amount_due, currency_obj=case.profile.currency_id),
        ), "" if is_html_empty(script) else script)
