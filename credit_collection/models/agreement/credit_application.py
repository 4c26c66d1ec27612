from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import email_normalize

from ...const import APPLICATION_PATH
from ..common.days import day_of_entry
from ..common.kept_text import choose_language

# What an applicant fills in; nothing else of a form is read.
APPLICANT_TEXTS = {
    "applicant_name": 200, "vat": 40, "registry_number": 60, "street": 200, "zip": 20, "city": 100, "contact_name": 100,
    "contact_function": 100, "email": 200, "phone": 40, "bank_name": 100, "bank_account": 60,
}
APPLICANT_NOTES = {"owners": 2000, "purpose": 2000}


class CreditApplication(models.Model):
    """A company asks for credit: who it is, who owns it, its bank and trade references, what it asks for.

    The decision is that of a credit review: an application changes nothing about the customer by itself.
    """

    _name = "credit.application"
    _description = "Credit Application"
    _inherit = ["credit.state.mixin", "credit.link.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["applicant_name", "vat"]
    _check_company_auto = True
    _transitions = {
        "draft": {"submitted"},
        "submitted": {"approved", "refused"},
    }

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company.root_id, role="fixed",
        domain=[("parent_id", "=", False)])
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted"), ("approved", "Approved"), ("refused", "Rejected")],
        required=True, readonly=True, default="draft", index=True, tracking=True, copy=False)
    source = fields.Selection(
        [("internal", "Entered by Us"), ("portal", "Portal"), ("link", "Link")], required=True, readonly=True,
        default="internal")
    date = day_of_entry("date", "company_id", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index="btree_not_null", check_company=True, role="open", tracking=True,
        domain=[("parent_id", "=", False)], help="Empty for a company that is no customer yet: it is created for the review.")
    profile_id = fields.Many2one("credit.profile", readonly=True, copy=False, index="btree_not_null", ondelete="restrict")
    contact_id = fields.Many2one("res.partner", string="Sent By", readonly=True, copy=False, ondelete="set null")
    user_id = fields.Many2one(
        "res.users", string="Responsible", default=lambda self: self.env.user, domain=[("share", "=", False)], role="open")

    applicant_name = fields.Char(string="Company Name", compute="_compute_applicant", store=True, readonly=False,
                                 precompute=True, role="open")
    vat = fields.Char(string="Tax ID", compute="_compute_applicant", store=True, readonly=False, precompute=True)
    registry_number = fields.Char(string="Registration Number", compute="_compute_applicant", store=True, readonly=False,
                                  precompute=True)
    street = fields.Char(compute="_compute_applicant", store=True, readonly=False, precompute=True)
    zip = fields.Char(compute="_compute_applicant", store=True, readonly=False, precompute=True)
    city = fields.Char(compute="_compute_applicant", store=True, readonly=False, precompute=True)
    country_id = fields.Many2one(
        "res.country", compute="_compute_applicant", store=True, readonly=False, precompute=True)
    founded_year = fields.Integer(string="Founded In", bounds=(0, 9999))
    owners = fields.Text(string="Owners and Directors")
    contact_name = fields.Char(string="Contact")
    contact_function = fields.Char(string="Position")
    email = fields.Char(compute="_compute_applicant", store=True, readonly=False, precompute=True)
    phone = fields.Char(compute="_compute_applicant", store=True, readonly=False, precompute=True)
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(), string="Language",
        default=lambda self: self.env.lang)
    bank_name = fields.Char(string="Bank")
    bank_account = fields.Char()
    reference_ids = fields.One2many("credit.application.reference", "application_id", string="Trade References")
    requested_limit = fields.Monetary(default=0.0, bounds=(0, 1e12), tracking=True)
    requested_days = fields.Integer(
        string="Requested Payment Term (days)", default=30, bounds=(0, 365), tracking=True, aggregator=None)
    yearly_purchases = fields.Monetary(string="Expected Purchases per Year", default=0.0, bounds=(0, 1e12))
    purpose = fields.Text(string="Remark of the Applicant")
    attachment_ids = fields.Many2many(
        "ir.attachment", "credit_application_attachment_rel", "application_id", "attachment_id", string="Documents",
        copy=False)
    submitted_on = fields.Datetime(readonly=True, copy=False)
    submitted_address = fields.Char(string="Internet Address", readonly=True, copy=False)

    _access_token_uniq = models.UniqueIndex("(access_token) WHERE access_token IS NOT NULL")
    _open_uniq = models.UniqueIndex(
        "(company_id, partner_id) WHERE state IN ('draft', 'submitted') AND partner_id IS NOT NULL",
        "An application of this customer is open already.")

    @api.depends("applicant_name")
    def _compute_display_name(self):
        for application in self:
            application.display_name = f"C{application._origin.id or 0:06d} – {application.applicant_name or '…'}"

    @api.depends("partner_id")
    def _compute_applicant(self):
        """What is known of a customer; what was entered stays."""
        for application in self:
            partner = application.partner_id
            known = {
                "applicant_name": partner.name, "vat": partner.vat, "registry_number": partner.company_registry,
                "street": partner.street, "zip": partner.zip, "city": partner.city, "country_id": partner.country_id,
                "email": partner.email, "phone": partner.phone}
            application.update({name: application[name] or value for name, value in known.items()})

    @api.constrains("partner_id")
    def _check_partner(self):
        for application in self:
            partner = application.partner_id
            if partner != partner.commercial_partner_id:
                raise ValidationError(self.env._(
                    "%(contact)s is a contact of %(customer)s: choose the company.", contact=partner.display_name,
                    customer=partner.commercial_partner_id.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        applications = super().create(vals_list)
        applications._check_keeper()
        applications._adopt_files()
        return applications

    def write(self, vals):
        if not vals.keys() <= {"user_id", "activity_ids", "message_follower_ids", "message_ids"}:
            self._check_undecided()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._adopt_files()
        return result

    def _check_undecided(self):
        """:raise UserError: when an application has been decided"""
        if not self.env.su and any(application.state in ("approved", "refused") for application in self):
            raise UserError(self.env._("A decided application cannot be changed. Enter another one."))

    def _adopt_files(self):
        """Files that the user has just uploaded belong to the application: who may read it may read them."""
        for application in self:
            # sudo: only files of the user that belong to nothing yet.
            application.attachment_ids.sudo().filtered(
                lambda file: not file.res_id and file.create_uid == self.env.user
            ).write({"res_model": self._name, "res_id": application.id})

    @api.model
    def _get_system_message(self):
        return self.env._("Source, state and decision of an application are recorded by the system.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if kept := self.filtered(lambda application: application.state != "draft")[:1]:
            raise UserError(self.env._("“%(application)s” was submitted and cannot be deleted.", application=kept.display_name))

    def _check_keeper(self):
        """:raise AccessError: for those who may not look after customers"""
        self.env["credit.profile"]._check_collector()
        self.check_access("write")

    # Submission

    def action_submit(self):
        """Hand the applications over to be assessed."""
        self._check_keeper()
        # sudo: the right has been checked; the state is written by code only.
        self.sudo()._submit()

    def _submit(self, contact=None, address=None):
        """
        :param contact: who sends it, None for a user of ours or a stranger
        :raise UserError: when what is needed to decide is missing
        """
        for application in self:
            application._check_complete()
        self._set_state(
            "submitted", submitted_on=fields.Datetime.now(), contact_id=contact.id if contact else False,
            submitted_address=address or False)
        if self.env.user.share or contact:
            self._tell_responsible()

    def _check_complete(self):
        missing = [self._fields[name]._description_string(self.env) for name in ("applicant_name", "email")
                   if not (self[name] or "").strip()]
        if missing:
            raise UserError(self.env._("Please enter: %(fields)s.", fields=", ".join(missing)))
        if not email_normalize(self.email):
            raise UserError(self.env._("Please enter a valid e-mail address."))
        if self.currency_id.compare_amounts(self.requested_limit, 0.0) <= 0:
            raise UserError(self.env._("Please enter the credit limit that is asked for."))

    def _tell_responsible(self):
        for application in self:
            users = application.user_id | application.profile_id._get_collector() | application.company_id.credit_manager_id
            user = users._credit_at_work().filtered(lambda user: user._is_internal())[:1]
            user = user or self.env.ref("base.user_admin")
            env = self.with_context(lang=user.lang or self.env.lang).env
            application.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", application.company_id._get_credit_today(), user_id=user.id,
                summary=env._("Assess the credit application"))

    # The link

    def _check_link_right(self):
        self._check_keeper()

    def _is_link_expired(self):
        return super()._is_link_expired() or self.state not in ("draft", "submitted")

    def _get_letter_lang(self):
        return choose_language(self.env, self.lang)

    def _get_page_path(self):
        self.ensure_one()
        # sudo: the letter of the applicant has the link of the applicant.
        token = self.sudo().access_token
        return f"{APPLICATION_PATH}{token}" if token else None


class CreditApplicationReference(models.Model):
    """A supplier of the applicant who can be asked how the applicant pays."""

    _name = "credit.application.reference"
    _description = "Trade Reference"
    _inherit = ["credit.roles.mixin"]
    _order = "id"

    application_id = fields.Many2one("credit.application", required=True, index=True, ondelete="cascade", role="fixed")
    company_id = fields.Many2one(related="application_id.company_id")
    name = fields.Char(string="Supplier", required=True)
    contact = fields.Char(string="Phone or E-mail")
    answer = fields.Text(help="What the reference said, and when.")

    @api.model_create_multi
    def create(self, vals_list):
        references = super().create(vals_list)
        references._check_undecided()
        return references

    def write(self, vals):
        self._check_undecided()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_undecided()

    def _check_undecided(self):
        """:raise UserError: for references by which an application was decided"""
        self.application_id._check_undecided()
