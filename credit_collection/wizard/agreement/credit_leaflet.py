from odoo import api, fields, models


class CreditLeaflet(models.TransientModel):
    """A leaflet for customers: how the company works with their account, told from its settings."""

    _name = "credit.leaflet"
    _inherit = "credit.named.mixin"
    _description = "Leaflet for Customers"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    lang = fields.Selection("_get_languages", string="Language", required=True, default=lambda self: self.env.lang or "en_US")
    plan_id = fields.Many2one(
        "credit.followup.plan", string="Follow-up Plan", compute="_compute_terms", store=True, readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
        help="Its levels are printed as what customers are to expect when they pay late.")
    template_id = fields.Many2one(
        "credit.agreement.template", string="Credit Terms", compute="_compute_terms", store=True, readonly=False,
        domain="[('company_id', 'in', (False, company_id))]",
        help="Their payment term and their clause on late charges are printed.")

    @api.model
    def _get_languages(self):
        return self.env["res.lang"].get_installed()

    @api.depends("company_id")
    def _compute_terms(self):
        Template = self.env["credit.agreement.template"]
        for leaflet in self:
            root = leaflet.company_id.root_id
            leaflet.plan_id = root.credit_followup_plan_id
            leaflet.template_id = Template.search([("company_id", "in", (False, root.id))], limit=1)

    @api.depends("company_id")
    def _compute_display_name(self):
        for leaflet in self:
            leaflet.display_name = self.env._("Customer leaflet of %(company)s", company=leaflet.company_id.name)

    def action_print(self):
        self.ensure_one()
        return self.env.ref("credit_collection.action_report_credit_leaflet").report_action(self)

    def _get_facts(self):
        """:return: what the leaflet tells of the settings, in the language of the context"""
        self.ensure_one()
        # sudo: settings and bank accounts of the company that the reader works for; they are meant for customers.
        company, root = self.company_id.sudo(), self.company_id.root_id.sudo()
        term = self.template_id.payment_term_id.name
        return {
            "intro": self.env._(
                "You buy on account from %(company)s. Here you read how we decide on credit, how to pay, and what happens when "
                "a payment is late.", company=company.name),
            "term": term and self.env._(
                "Our usual payment term: %(term)s. What was agreed with you goes first; the due date is on each invoice.",
                term=term),
            "charges": self.template_id.charges_text,
            "steps": self.plan_id.level_ids and self.env["credit.agreement"]._describe_plan(self.plan_id),
            "accounts": self._get_accounts(company),
            "account_url": root.credit_portal and f"{company.get_base_url()}/my/credit",
            "has_links": root.credit_portal_message_links,
            "can_apply": root.credit_portal and root.credit_portal_apply,
            "promises": self._describe_promises(root),
        }

    @api.model
    def _describe_promises(self, root):
        """:return: sentences on what a customer may promise or propose online"""
        if not root.credit_portal:
            return ""
        sentences = []
        if days := root.credit_portal_promise_days:
            sentences.append(self.env._(
                "Online, a promise to pay within %(days)s days counts at once; later dates we confirm first.", days=days))
        if count := root.credit_portal_instalments:
            sentences.append(self.env._("You can also propose up to %(count)s installments there.", count=count))
        return " ".join(sentences)

    @api.model
    def _get_accounts(self, company):
        """:return: ``[(name of the currency, or None where one account takes all, account as text)]``"""
        Account = self.env["credit.payee.account"]
        currencies = company.currency_id | company.partner_id.bank_ids.currency_id
        found = Account._find(company, {(currency.id, None) for currency in currencies})
        texts = {currency.name: Account._format(account) for currency, account in found.items()}
        if len({*texts.values()}) == 1:
            return [(None, next(iter(texts.values())))]
        return sorted(texts.items())
