import math

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.agreement.credit_file import Document, Kind, get_required, is_recent, judge


class CreditFile(models.Model):
    """The credit file of a customer: the documents that were handed in, and how complete they are."""

    _name = "credit.file"
    _description = "Credit File"
    _inherit = ["credit.roles.mixin"]
    _order = "completeness, id"
    _rec_name = "profile_id"

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    collector_id = fields.Many2one(related="profile_id.collector_id")
    rating_id = fields.Many2one(related="profile_id.rating_id")
    document_ids = fields.One2many("credit.file.document", "file_id", string="Documents")
    completeness = fields.Float(
        string="Complete (%)", readonly=True, default=100.0, digits=(5, 0), aggregator="avg",
        help="Share of the kinds of documents required of which there is one that is valid and checked.")
    missing_ids = fields.Many2many(
        "credit.file.kind", "credit_file_missing_rel", "file_id", "kind_id", readonly=True)
    stale_ids = fields.Many2many(
        "credit.file.kind", "credit_file_stale_rel", "file_id", "kind_id", string="Outdated", readonly=True)
    told_ids = fields.Many2many(
        "credit.file.kind", "credit_file_told_rel", "file_id", "kind_id", readonly=True,
        help="Outdated kinds of which the collector has a task.")

    _profile_uniq = models.UniqueIndex("(profile_id)", "This customer has a credit file already.")

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        files.profile_id._check_collector()
        files._refresh()
        return files

    @api.model
    def _get(self, profiles):
        """:return: ``{profile: its file}``, made where there is none yet, for code"""
        # sudo: files are made by code; who adds documents has been checked.
        File = self.sudo()
        files = File.search([("profile_id", "in", profiles.ids)])
        missing = profiles - files.profile_id
        files |= File.create([{"profile_id": profile.id} for profile in missing])
        return {file.profile_id: file for file in files}

    # What they come to

    def action_refresh(self):
        """Look at the files again: ratings, limits or the kinds required have changed."""
        self.check_access("write")
        self._refresh()

    def _refresh(self, day=None):
        """Work out completeness, what is missing and what is outdated on ``day``, by default today, in a constant number of
        queries."""
        days = {day: self} if day else self.env["res.company"]._get_credit_days_of(self)
        for today, files in days.items():
            states = self._judge(files.profile_id, today)
            # sudo: what a file comes to is recorded by code only.
            for file in files.sudo():
                state = states[file.profile_id]
                vals = {"completeness": state.completeness, "missing_ids": [fields.Command.set(state.missing)],
                        "stale_ids": [fields.Command.set(state.stale)]}
                if (file.completeness, tuple(sorted(file.missing_ids.ids)), tuple(sorted(file.stale_ids.ids))) != (
                        state.completeness, tuple(sorted(state.missing)), tuple(sorted(state.stale))):
                    file.write(vals)

    @api.model
    def _judge(self, profiles, today):
        """:return: ``{profile: FileState}`` of customers, with a file or without"""
        kinds, documents = self._get_kinds(profiles.company_id), self._get_documents(profiles, today)
        return {
            profile: judge(
                get_required(kinds[profile.company_id][0], profile.rating_id.id, self._get_limit(profile)),
                documents.get(profile, []), today)
            for profile in profiles}

    @api.model
    def _get_limit(self, profile):
        return {"unlimited": math.inf, "limited": profile.credit_limit}.get(profile.limit_mode, 0.0)

    @api.model
    def _get_kinds(self, companies):
        """:return: ``{company: (kinds required as plain values, their records)}``"""
        # sudo: a setting, also for users who may not read ratings.
        found = self.env["credit.file.kind"].sudo().search([("is_required", "=", True)])
        result = {}
        for company in companies:
            own = found.filtered(lambda kind, company=company: kind.company_id in (company, company.browse()))
            result[company] = [
                Kind(kind.id, frozenset(kind.rating_ids.ids), kind.min_limit) for kind in own], own
        return result

    @api.model
    def _get_documents(self, profiles, today):
        """:return: ``{profile: documents as plain values}``: those that were checked, and the agreement in force"""
        # sudo: whether there are documents decides about orders and approvals, whoever asks.
        documents = self.env["credit.file.document"].sudo().search([
            ("profile_id", "in", profiles.ids), ("kind_id", "!=", False), ("checked_on", "!=", False)])
        found = {}
        for document in documents:
            found.setdefault(document.profile_id.sudo(profiles.env.su), []).append(Document(
                document.kind_id.id, document.valid_from or None, document.valid_until or None, document.date or None))
        met = self.env["credit.file.kind"].sudo().search([("is_agreement", "=", True)])
        if met:
            agreed = self.env["credit.agreement"].sudo()._find_in_force(profiles, today)
            for profile, agreement in agreed.items():
                found.setdefault(profile.sudo(profiles.env.su), []).extend(
                    Document(kind.id, agreement.effective_from, agreement.valid_until or None, agreement.effective_from)
                    for kind in met)
        return found

    @api.model
    def _find_blocking(self, profile, rating, limit, today):
        """:return: kinds of documents without which no more credit is approved, with this rating and limit"""
        kinds, records = self._get_kinds(profile.company_id)[profile.company_id]
        needed = get_required(kinds, rating.id, limit)
        documents = self._get_documents(profile, today).get(profile, [])
        return records.filtered(
            lambda kind: kind.blocks_approval and kind.id in needed
            and not is_recent(documents, kind.id, kind.max_age_days, today))

    # Each night

    @api.model
    def _get_required_domain(self):
        """:return: domain of the profiles of which documents are required at all"""
        # sudo: settings of all companies, for the job.
        kinds = self.env["credit.file.kind"].sudo().search([("is_required", "=", True)])
        if not kinds:
            return Domain.FALSE
        if all(kind.company_id for kind in kinds):
            return Domain("company_id", "in", kinds.company_id.ids)
        return Domain.TRUE

    @api.model
    def _cron_refresh(self, now=None):
        """Refresh the files of one batch of customers; what has become outdated is a task, once."""
        self.env["credit.profile"]._run_batch(
            JOB, lambda today: self._get_required_domain(), self._look_after, size=BATCH, stamped=True, now=now)

    @api.model
    def _look_after(self, profiles, today):
        """Bring the files of these customers up to date, and tell the collectors what is outdated."""
        states = self._judge(profiles, today)
        concerned = profiles.filtered(lambda profile: states[profile].completeness < 100)
        known = self.sudo().search([("profile_id", "in", profiles.ids)])
        self.concat(known, *self._get(concerned - known.profile_id.sudo(profiles.env.su)).values())._refresh(today)
        files = self.sudo().search([("profile_id", "in", profiles.ids)])
        for file in files.filtered(lambda file: file.stale_ids != file.told_ids):
            file._tell(file.stale_ids - file.told_ids, today)
            file.told_ids = file.stale_ids

    def _tell(self, kinds, today):
        if not kinds:
            return
        profile = self.profile_id
        candidates = profile._get_collector() | profile.company_id.credit_manager_id
        user = candidates._credit_at_work()[:1]
        if user:
            names = kinds.with_context(lang=user.lang or self.env.lang).mapped("name")
            env = self.with_context(lang=user.lang or self.env.lang).env
            profile.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", today, user_id=user.id,
                summary=env._("Documents outdated: %(names)s", names=", ".join(names)))


JOB = "credit_collection.ir_cron_refresh_credit_files"
BATCH = 500
