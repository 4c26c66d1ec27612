from dateutil.relativedelta import relativedelta
from markupsafe import escape

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, format_datetime

MANAGER = "credit_collection.credit_collection_group_manager"


class ResPartner(models.Model):
    """Who may bind a customer."""

    _inherit = "res.partner"

    credit_may_sign = fields.Boolean(
        string="May Accept Credit Terms", copy=False, groups="credit_collection.credit_collection_group_viewer",
        help="This person may bind the company: an acceptance of anybody else waits for a confirmation. Persons who are "
             "customers themselves always may.")

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._check_credit_signatories()
        return partners

    def write(self, vals):
        """Who goes to another company binds that one only when a credit manager says so."""
        may_move = not {"parent_id", "is_company"}.isdisjoint(vals) and not vals.get("credit_may_sign")
        # sudo: who may edit contacts need not see who signs. Contacts go along with the company that they belong to.
        signers = self.sudo().with_context(active_test=False).search(
            [("id", "child_of", self.ids), ("credit_may_sign", "=", True)]) if may_move and self.ids else self.browse()
        before = {partner: partner.commercial_partner_id for partner in signers}
        result = super().write(vals)
        if vals.get("credit_may_sign"):
            self._check_credit_signatories()
        if moved := signers.filtered(lambda partner: before[partner] != partner.commercial_partner_id):
            moved.credit_may_sign = False
        return result

    def _check_credit_signatories(self):
        """:raise AccessError: somebody other than a credit manager says that a contact may bind its company"""
        if self.env.su or self.env.user.has_group(MANAGER):
            return
        # sudo: as above.
        if any(self.sudo().mapped("credit_may_sign")):
            raise AccessError(self.env._("Only credit managers confirm that a contact may bind the customer."))

    def _may_accept_credit_terms(self, customer):
        """:return: whether what this contact accepts binds the customer; nobody does not, and no contact of somebody else"""
        # sudo: the contact itself answers in the portal.
        contact_sudo = self.sudo()
        is_person = contact_sudo and not contact_sudo.is_company and contact_sudo.commercial_partner_id == contact_sudo
        is_own = contact_sudo.commercial_partner_id == customer
        return bool(is_own and contact_sudo.active and (is_person or contact_sudo.credit_may_sign))


class CreditAgreement(models.Model):
    """The acceptance of the customer: once, by whom, when, from where. Without authority it waits for a confirmation."""

    _inherit = "credit.agreement"

    accepted_by = fields.Char(readonly=True, copy=False, tracking=True, help="Name as the customer entered it.")
    accepted_on = fields.Datetime(readonly=True, copy=False)
    accepted_contact_id = fields.Many2one(
        "res.partner", string="Accepted By Contact", readonly=True, copy=False, ondelete="set null",
        help="Contact whose link or login it was.")
    accepted_address = fields.Char(string="Internet Address", readonly=True, copy=False)
    lacks_authority = fields.Boolean(
        string="Authority to Be Confirmed", readonly=True, copy=False, index="btree_not_null",
        help="Accepted by a contact who is not known to bind the customer.")
    authority_confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    def _accept(self, name, contact, address=None):
        """A contact of the customer accepts. Once more changes nothing.

        :param str name: as entered
        :param contact: who was given the link, or is logged in
        :param str address: internet address that the answer came from
        :raise UserError: for an agreement that is not waiting to be accepted
        """
        self.ensure_one()
        # sudo: who has the link answers; evidence is written by code only.
        agreement = self.sudo()
        may_sign = contact._may_accept_credit_terms(agreement.profile_id.partner_id)
        if agreement.state == "accepted" or agreement.lacks_authority and not may_sign:
            return
        if agreement.state != "sent":
            raise UserError(self.env._("This agreement is not waiting to be accepted."))
        agreement.write({
            "accepted_by": name, "accepted_on": fields.Datetime.now(), "accepted_contact_id": contact.id,
            "accepted_address": address or False, "lacks_authority": not may_sign})
        if may_sign:
            agreement._take_effect()
            return
        agreement._note(self.env._(
            "Credit agreement %(number)s was accepted by %(name)s, who is not known to bind the customer.",
            number=agreement._get_number(), name=name), contact)
        agreement._add_task(lambda env: env._(
            "Accepted by %(name)s: confirm that this person may bind the customer", name=name))

    def action_confirm_authority(self):
        """Accept what a contact without known authority has accepted: a credit manager has checked it."""
        if not self.env.su and not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only credit managers confirm that a contact may bind the customer."))
        self._check_keeper()
        for agreement in self:
            if agreement.state != "sent" or not agreement.lacks_authority:
                raise UserError(self.env._("“%(agreement)s” is not waiting to be accepted.", agreement=agreement.display_name))
            # sudo: the right has been checked; evidence is written by code only.
            agreement_sudo = agreement.sudo()
            agreement_sudo.write({"lacks_authority": False, "authority_confirmed_by_id": self.env.uid})
            agreement_sudo._take_effect()

    def _take_effect(self):
        """Accepted: in the place of all earlier ones of this customer, with its terms."""
        today = self.company_id._get_credit_today()
        months = self.template_id.months
        until = self.valid_until or (today + relativedelta(months=months, days=-1) if months else False)
        self._set_state("accepted", effective_from=today, valid_until=until)
        earlier = self.search([("profile_id", "=", self.profile_id.id), ("state", "=", "accepted"), ("id", "!=", self.id)])
        earlier._end(today, by=self)
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._apply_terms()
        self._note(self.env._(
            "Credit agreement %(number)s, version %(version)s, accepted by %(name)s.", number=self._get_number(),
            version=self.version, name=self.accepted_by), self.accepted_contact_id)
        self.profile_id._reevaluate_policy()

    def _apply_terms(self):
        """Give the customer the terms agreed, unless something else was decided after the agreement was sent."""
        vals = self._get_new_terms()
        if vals and self.former_term_id != self.profile_id.payment_term_id:
            self._add_task(lambda env: env._(
                "The payment term of the customer was changed after the agreement was sent: check which one applies"))
            vals.pop("payment_term_id", None)
        if vals:
            self.profile_id.write({**vals, "change_reason": self.env._(
                "Credit agreement %(number)s accepted by %(name)s.", number=self._get_number(), name=self.accepted_by)})

    def _note(self, text, contact):
        self.profile_id.message_post(body=text, author_id=(contact or self.profile_id.partner_id).id)

    def _add_task(self, get_summary):
        """:param get_summary: function of an environment in the language of the user"""
        candidates = self.profile_id._get_collector() | self.company_id.credit_manager_id
        user = candidates._credit_at_work()[:1] or self.env.ref("base.user_admin")
        self.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_todo", self.company_id._get_credit_today(), user_id=user.id,
            summary=get_summary(self.with_context(lang=user.lang or self.env.lang).env))

    # The page

    def _get_page_values(self, path):
        """:return: values of the page of the customer, in the language of the context"""
        self.ensure_one()
        answer = None
        # Whoever opens the page, and wherever: the time of the company.
        values = {"name": self.accepted_by, "date": self.accepted_on and format_datetime(
            self.env, self.accepted_on, tz=self.company_id._get_credit_zone())}
        if self.state == "accepted":
            answer = self.env._("Accepted by %(name)s on %(date)s.", **values)
        elif self.lacks_authority:
            answer = self.env._(
                "Accepted by %(name)s on %(date)s. We check that you may sign for your company, and contact you.", **values)
        elif self.state == "ended":
            answer = self.env._("This agreement ended on %(date)s.", date=format_date(self.env, self.ended_on))
        return {
            "company": self.company_id.name, "customer": self.profile_id.partner_id.name, "number": self._get_number(),
            "version": self.version, "text": self.body, "text_hash": self.text_hash, "state": self.state, "path": path,
            "can_answer": self.state == "sent" and not self.lacks_authority, "answer": answer,
            "lacks_authority": self.lacks_authority, "has_pdf": bool(self.pdf_id),
        }

    @api.model
    def _describe_for_account(self, profile):
        """:return: list of texts of the agreements that the customer got, the one that applies or waits first"""
        # sudo: what the customer got.
        agreements = self.sudo().search([("profile_id", "=", profile.id), ("body", "!=", False)], limit=6)
        labels = dict(self._fields["state"]._description_selection(self.env))
        return [
            {"id": agreement.id, "number": agreement._get_number(),
             "text": self.env._("version %(version)s, %(state)s", version=agreement.version, state=labels[agreement.state]),
             "is_open": agreement.state == "sent" and not agreement.lacks_authority}
            for agreement in agreements]

    def _get_evidence(self):
        """:return: rows of label and text: what is known of the acceptance"""
        env = self.env
        rows = [
            (env._("Agreement"), f"{self._get_number()} · {env._('version %(version)s', version=self.version)}"),
            (env._("Sent"), format_date(env, self.sent_on)),
            (env._("Accepted by"), self.accepted_by),
            (env._("Contact"), self.accepted_contact_id.display_name),
            (env._("Accepted on"), self.accepted_on and f"{fields.Datetime.to_string(self.accepted_on)} UTC"),
            (env._("Internet address"), self.accepted_address),
            (env._("Authority confirmed by"), self.authority_confirmed_by_id.name),
            (env._("SHA-256 of the text"), self.text_hash),
            (env._("SHA-256 of the file sent"), self.pdf_checksum),
        ]
        return [(label, escape(text)) for label, text in rows if text]
