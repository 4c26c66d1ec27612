import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class CreditAgreementTemplate(models.Model):
    """The credit terms that a company offers. Each change of the text is a new version; earlier ones are kept."""

    _name = "credit.agreement.template"
    _description = "Credit Terms"
    _inherit = ["credit.shared.mixin", "mail.render.mixin"]
    _order = "sequence, id"
    _check_company_auto = True
    # Written by those who may edit dynamic templates, or with plain placeholders alone; see mail.template.
    _unrestricted_rendering = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", domain=[("parent_id", "=", False)],
        help="Leave empty to share the terms between all companies.")
    version = fields.Integer(default=1, readonly=True, required=True, copy=False)
    payment_term_id = fields.Many2one(
        "account.payment.term", check_company=True,
        help="Agreed with the customer by these terms. Without it, the payment term of the customer is printed.")
    months = fields.Integer(
        string="Valid For (months)", default=0, bounds=(0, 600), help="From the acceptance. 0: without end.", aggregator=None)
    charges_text = fields.Text(string="Late Charges", translate=True, help="The clause on late payment, as it is printed.")
    body = fields.Html(
        string="Text", translate=True, render_engine="qweb", render_options={"post_process": True}, sanitize="email_outgoing")
    version_ids = fields.One2many("credit.agreement.template.version", "template_id", string="Versions", readonly=True)

    @api.depends("name", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for template in self:
            template.display_name = self.env._("%(terms)s, version %(version)s", terms=template.name, version=template.version)

    def _compute_render_model(self):
        self.render_model = "credit.agreement"

    @api.model_create_multi
    def create(self, vals_list):
        templates = super().create([{**vals, "version": 1} for vals in vals_list])
        templates._keep_version()
        return templates

    def write(self, vals):
        if "version" in vals and not self.env.su:
            raise UserError(self.env._("Versions are counted by the system."))
        before = {template: template._get_fingerprint() for template in self}
        result = super().write(vals)
        if not vals.keys().isdisjoint(self._get_text_fields()):
            changed = self.filtered(lambda template: template._get_fingerprint() != before[template])
            changed._start_version()
        return result

    def update_field_translations(self, field_name, translations, source_lang=""):
        result = super().update_field_translations(field_name, translations, source_lang=source_lang)
        if field_name in self._get_text_fields():
            self._start_version()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.env["credit.agreement"].sudo().search_count([("template_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("Customers were sent these terms. Archive them instead."))

    @api.model
    def _get_text_fields(self):
        """:return: names of the fields that a customer accepts: another value is another version; versions keep them"""
        return ["body", "charges_text", "payment_term_id", "months"]

    def _get_fingerprint(self):
        """:return: what tells one version from another, in the language of the context"""
        self.ensure_one()
        return tuple(
            self._fields[name].convert_to_write(self[name], self) or False for name in self._get_text_fields())

    def _get_text_vals(self, translated):
        return {
            name: self._fields[name].convert_to_write(self[name], self) for name in self._get_text_fields()
            if bool(self._fields[name].translate) == translated}

    def _start_version(self):
        for template in self:
            # sudo: counted by the system; the right to write the terms has been checked.
            template.sudo().write({"version": template.version + 1})
        self._keep_version()

    def _keep_version(self):
        """Keep the texts of the present version, in all languages."""
        # sudo: versions are evidence, written by code only.
        Version = self.env["credit.agreement.template.version"].sudo()
        for template in self.sudo():
            Version.create({
                "template_id": template.id, "version": template.version, "user_id": self.env.uid,
                **template._get_text_vals(translated=False)})
        self._keep_texts()

    def _keep_texts(self):
        """Keep the texts of the present version, which nobody has been sent, as they are in each language.

        The terms that come with the add-on are kept before their translations are loaded: its installation keeps them again.
        """
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for template in self.sudo():  # sudo: as above.
            version = template.version_ids.filtered_domain([("version", "=", template.version)])
            for lang in languages:
                version.with_context(lang=lang).write(template.with_context(lang=lang)._get_text_vals(translated=True))


class CreditAgreementTemplateVersion(models.Model):
    """The texts of one version of the terms. Written by code only, never changed."""

    _name = "credit.agreement.template.version"
    _description = "Version of Credit Terms"
    _order = "template_id, version desc"
    _rec_name = "version"

    template_id = fields.Many2one(
        "credit.agreement.template", string="Terms", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id")
    version = fields.Integer(required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Written By", readonly=True)
    payment_term_id = fields.Many2one("account.payment.term", readonly=True)
    months = fields.Integer(string="Valid For (months)", readonly=True, aggregator=None)
    charges_text = fields.Text(string="Late Charges", translate=True, readonly=True)
    body = fields.Html(string="Text", translate=True, readonly=True, sanitize="email_outgoing")

    _version_uniq = models.UniqueIndex("(template_id, version)")


def hash_text(text):
    """:return: SHA-256 of a text, by which it is recognized"""
    return hashlib.sha256(str(text).encode()).hexdigest()
