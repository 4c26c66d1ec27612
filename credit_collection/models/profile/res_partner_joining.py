from odoo import api, models
from odoo.exceptions import AccessError

DECIDING = {"parent_id", "is_company"}


class ResPartner(models.Model):
    """A customer who becomes a contact of another company: that company owes the customer's debts from now on. One who leaves
    the company again has its own decisions again."""

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_commercial_partner(set().union(*vals_list))
        if "default_commercial_partner_id" not in self.env.context:
            return super().create(vals_list)
        context = {key: value for key, value in self.env.context.items() if key != "default_commercial_partner_id"}
        partners = super(ResPartner, self.with_env(self.env(context=context))).create(vals_list)
        return partners.with_env(self.env)

    def write(self, vals):
        self._check_commercial_partner(vals)
        if DECIDING.isdisjoint(vals):
            return super().write(vals)
        payers = {partner: partner.commercial_partner_id for partner in self}
        payer, customers = self._get_joining_customers(vals)
        # sudo: a user who may edit contacts moves the credit profiles with them, in every company, without deciding anything.
        Joining_sudo, Merge_sudo = (self.env[name].sudo() for name in ("credit.profile.joining", "credit.profile.merge"))
        joinings_sudo, merged = Joining_sudo.browse(), {}
        if customers:
            joinings_sudo = Joining_sudo._remember(customers.sudo(), payer.sudo())
            merged = Merge_sudo._merge_customers(customers.sudo(), payer.sudo())
        result = super().write(vals)
        for profile_sudo, values in merged.items():
            Merge_sudo._apply(profile_sudo, values, customers.sudo())
            Merge_sudo._rename_customer(profile_sudo)
        joinings_sudo._tell_joined()
        self.filtered(lambda partner: partner.commercial_partner_id != payers[partner])._credit_follow_payer()
        parting = (self - customers).filtered(lambda partner: partner.commercial_partner_id != payers[partner])
        if parting:
            Joining_sudo._part({partner.sudo(): payers[partner].sudo() for partner in parting})
        return result

    def _credit_follow_payer(self):
        """Hook: what is not final yet of contacts who have another payer now becomes that one's. They may have no profile."""
        self._credit_move_drafts()

    def _credit_move_drafts(self):
        """Draft invoices of contacts who have another payer now are to be that one's; posted ones stay as they were booked."""
        # sudo: a user who may edit contacts need not see invoices.
        moves_sudo = self.env["account.move"].sudo().search([
            ("state", "=", "draft"), ("partner_id", "child_of", self.ids), ("move_type", "!=", "entry")]) if self else None
        if moves_sudo:
            self.env.add_to_compute(moves_sudo._fields["commercial_partner_id"], moves_sudo)
            self.env.add_to_compute(moves_sudo.line_ids._fields["partner_id"], moves_sudo.line_ids)

    def _check_commercial_partner(self, names):
        """Who pays for a contact follows from its parents; a customer lent by hand would pass the credit check of another.

        :raise AccessError: when ``names`` are values that a user enters, with the commercial entity among them
        """
        if "commercial_partner_id" in names and not self.env.su:
            raise AccessError(self.env._("The commercial entity of a contact follows from its company and is not entered."))

    def _get_joining_customers(self, vals):
        """:return: the company that ``vals`` makes the payer of others, and those of ``self`` with credit profiles of their own
            who become its contacts
        """
        nobody = self.browse()
        joining = self.filtered(lambda partner: (
            not vals.get("is_company", partner.is_company) and vals.get("parent_id", partner.parent_id.id)
            and partner == partner.commercial_partner_id))
        parents = self.browse(vals["parent_id"]) if vals.get("parent_id") else joining.parent_id
        payer = parents.commercial_partner_id
        if len(payer) != 1:
            return nobody, nobody
        # sudo: as in write.
        profiles_sudo = self.env["credit.profile"].sudo().search([("partner_id", "in", (joining - payer).ids)])
        return payer, joining & profiles_sudo.partner_id.with_env(self.env)
