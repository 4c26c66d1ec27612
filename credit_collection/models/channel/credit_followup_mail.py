from psycopg2 import OperationalError

from odoo import api, models
from odoo.fields import Command

from .letter_writer import LetterWriter


class CreditFollowup(models.Model):
    """Performing follow-ups in bulk: one e-mail per customer, rendered from a stored page, and calls as activities."""

    _inherit = "credit.followup"

    @api.model
    def _create_from_cases(self, cases, today):
        """Queue the e-mails, schedule the calls and keep the evidence of ``cases``, in a fixed number of statements.

        A customer without a valid e-mail address gets a failed e-mail follow-up for the worklist.

        :param cases: list of ``Case``, one per customer
        :param date today: day of the follow-up
        :return: the follow-ups
        """
        contacts = self._get_contacts([case.profile for case in cases], {case.profile: case.level for case in cases})
        planned = {case.profile: case.channels for case in cases}
        cases = [self._add_fallback(case, contacts[case.profile]) for case in cases]
        results = self._perform_cases(cases, contacts, today)
        self._notify_salespeople([case for case in cases if case.level.notify_salesperson], today)
        vals_list = []
        for case in cases:
            for channel in case.channels:
                vals = self._prepare_vals(case, contacts[case.profile], channel, today)
                vals.update(results.get(channel, {}).get(case.profile) or {"state": "done", "done_date": today})
                if channel not in planned[case.profile]:
                    vals["is_fallback"] = True
                vals_list.append(vals)
        return self._insert_evidence(vals_list)

    @api.model
    def _perform_cases(self, cases, contacts, today):
        """Do what ``cases`` ask for, channel by channel, for all customers at once.

        :param contacts: ``{profile: res.partner}``
        :return: ``{channel: {profile: values of the follow-up}}``; what has no values here is noted as done
        """
        chosen = {
            channel: [case for case in cases if channel in case.channels] for channel in ("mail", "call", "visit", "letter")
        }
        mails = self._queue_mails([(case, contacts[case.profile]) for case in chosen["mail"]], today)
        letters = self._write_letters([(case, contacts[case.profile]) for case in chosen["letter"]], today)
        sent = [case for case, values in zip(chosen["mail"], mails, strict=True) if values["state"] == "sent"]
        for values, deadline in zip(
            [values for values in mails if values["state"] == "sent"], self._schedule_deadlines(sent, today), strict=True
        ):
            values.update(deadline)
        results = {"mail": mails, "letter": letters}
        for channel in ("call", "visit"):
            results[channel] = [
                {"activity_id": activity.id, "user_id": activity.user_id.id}
                for activity in self._schedule_calls(chosen[channel], today, channel)
            ]
        return {
            channel: {case.profile: values for case, values in zip(chosen[channel], all_values, strict=True)}
            for channel, all_values in results.items()
        }

    @api.model
    def _create_failed(self, case, today, error):
        """Keep what could not be done, for the worklist.

        :param error: the exception, or a text
        """
        return self.create([{
            **self._prepare_vals(case, case.profile.partner_id, channel, today),
            "state": "failed",
            "error": self._explain_error(error),
        } for channel in case.channels])

    @api.model
    def _explain_error(self, error):
        return self.env._(
            "The follow-up could not be prepared: %(error)s\nCorrect the cause, then press Retry.", error=error
        )

    @api.model
    def _prepare_vals(self, case, contact, channel, today):
        profile, company = case.profile, case.profile.company_id
        return {
            "profile_id": profile.id,
            # Given, because following the relation for each record takes longer than the rest of its creation.
            "company_id": company.id,
            "level_id": case.level.id,
            "cycle": profile.followup_cycle,
            "repeat_number": case.repeat,
            "date": today,
            "channel": channel,
            "user_id": profile._get_collector().id,
            "contact_id": contact.id,
            "amount_due": company.currency_id.round(case.amount_due),
            "days_overdue": case.days_overdue,
            "line_ids": [Command.set([item.id for item in case.items])],
        }

    # E-mails

    @api.model
    def _queue_mails(self, addressed, today):
        """Render and queue an e-mail for each ``(case, contact)``.

        :return: list of the values that the follow-ups take over: state, mail and text, or the error
        """
        writers = {}
        results, letters = [], []
        copies = self._get_copies([case for case, _contact in addressed])
        for case, contact in addressed:
            if not contact.email_normalized:
                results.append({"state": "failed", "error": self._explain_missing_address(case)})
                continue
            lang = self._get_language(case, contact)
            writer = writers.get(lang) or writers.setdefault(lang, LetterWriter(self.env, lang))
            token = self._make_token() if case.level.payment_link else None
            subject, body = writer.compose(case, contact, today, token)
            result = {
                "state": "sent", "subject": subject, "body": self._hide_token(body, token), "error": False,
                "access_token": token,
            }
            letters.append((case.profile, contact, subject, body, copies.get(case.profile, False)))
            results.append(result)
        mails = self._create_mails(letters)
        for mail, result in zip(mails, (result for result in results if result["state"] == "sent"), strict=True):
            result.update(mail_id=mail.id, message_id=mail.mail_message_id.id)
        return results

    @api.model
    def _create_mails(self, letters):
        """Queue e-mails to customers; replies land on the credit profile.

        :param letters: list of ``(profile, contact, subject, body, addresses of copies or False)``
        :return: the mails, in the order of ``letters``
        """
        # Before the mails: their defaults take twice as long when each mail creates its own message.
        senders = {
            (company, collector): self._prepare_sender_vals(company, collector)
            for company, collector in {(profile.company_id, profile._get_collector()) for profile, *_letter in letters}
        }
        messages = self.env["mail.message"].create([
            self._prepare_message_vals(profile, subject, senders[profile.company_id, profile._get_collector()])
            for profile, _contact, subject, _body, _copies in letters
        ])
        return self.env["mail.mail"].create([
            self._prepare_mail_vals(message, contact, body, copies)
            for message, (_profile, contact, _subject, body, copies) in zip(messages, letters, strict=True)
        ])

    @api.model
    def _get_language(self, case, contact):
        return contact.lang or case.profile.partner_id.lang or case.profile.company_id.partner_id.lang or self.env.lang

    @api.model
    def _render_letter(self, case, contact, today):
        """:return: subject and body of the e-mail as it would be sent"""
        return LetterWriter(self.env, self._get_language(case, contact)).compose(case, contact, today)

    @api.model
    def _explain_missing_address(self, case):
        return self.env._(
            "%(customer)s has no valid e-mail address. Enter one on the customer or on a contact of type "
            "Invoice Address, then press Retry.",
            customer=case.profile.display_name,
        )

    @api.model
    def _prepare_message_vals(self, profile, subject, sender_vals):
        return {
            "subject": subject,
            # Says in the chatter of the profile what this is, in place of a body: the text is in the e-mail.
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "credit_collection.mail_message_subtype_customer_mail"),
            "model": profile._name,
            "res_id": profile.id,
            "message_type": "email_outgoing",
            **sender_vals,
        }

    @api.model
    def _prepare_sender_vals(self, company, collector):
        sender = collector.email_formatted or company.email_formatted or self.env.user.email_formatted
        return {
            "email_from": sender,
            # Given, because core would look up the alias for each mail; known references bring replies to the profile.
            "reply_to": company.catchall_formatted or sender,
            "author_id": (collector.partner_id or company.partner_id).id,
        }

    @api.model
    def _prepare_mail_vals(self, message, contact, body, copies):
        return {
            "mail_message_id": message.id,
            "email_cc": copies,
            "body_html": body,
            "recipient_ids": [Command.set(contact.ids)],
            "state": "outgoing",
            "auto_delete": True,
            # The message outlives the queue, so that replies find the profile.
            "is_notification": True,
        }

    def _retry(self, today):
        """Do failed e-mails and calls now, about the items that are open now; each on its own."""
        for followup in self:
            case = followup._prepare_retry_case(today)
            obstacle = followup.profile_id._find_followup_obstacle(case)
            if obstacle:
                followup._set_state("skipped", error=False, done_date=today, note=obstacle)
                continue
            try:
                with self.env.cr.savepoint():
                    followup._perform(case, today)
            except OperationalError:
                raise
            except Exception as error:  # noqa: BLE001 - shown to the collector on the follow-up
                followup.error = self._explain_error(error)

    @api.model
    def _create_handed_over(self, cases, today):
        """Put customers who did not pay after the last level on the worklist, for a person to decide what comes next."""
        activities = self._schedule_hand_over(cases, today)
        return self.create([{
            **self._prepare_vals(case, case.profile.partner_id, "manual", today),
            "state": "todo",
            "user_id": activity.user_id.id,
            "activity_id": activity.id,
            "note": self.env._("Not paid after the last level: decide what comes next."),
        } for case, activity in zip(cases, activities, strict=True)])

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

    def _prepare_retry_case(self, today):
        self.ensure_one()
        profile, level = self.profile_id, self.level_id
        return profile._prepare_manual_case(level, (self.channel,), today)

    def _perform(self, case, today):
        self.ensure_one()
        contact = self._get_contacts([case.profile], {case.profile: case.level})[case.profile]
        vals = {
            name: value
            for name, value in self._prepare_vals(case, contact, self.channel, today).items()
            if name in ("date", "contact_id", "amount_due", "days_overdue", "line_ids")
        }
        vals |= {"state": "todo", "error": False} | self._perform_cases([case], {case.profile: contact}, today).get(
            self.channel, {}
        ).get(case.profile, {})
        state = vals.pop("state")
        self._set_state(state, **vals) if state != self.state else self.write(vals)
        if state != "failed":
            self.profile_id._count_followups_from(today)
        if self.channel == "mail" and state == "sent":
            self._drop_fallbacks(today)
