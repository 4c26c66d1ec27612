from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (87, "credit.agreement"), (88, "credit.application")]

    @api.model
    def _merge_customers(self, customers, payer):
        """The open applications of the customers are those of ``payer`` now."""
        self.env["credit.application"]._give_to(customers, payer)
        return super()._merge_customers(customers, payer)

    @api.model
    def _absorb_file(self, kept, other):
        """Documents go into the one file that a customer has."""
        files = {file.profile_id: file for file in self.env["credit.file"].search([("profile_id", "in", (kept.id, other.id))])}
        if len(files) == 2:
            files[other].document_ids.write({"file_id": files[kept].id})
            files[other].unlink()

    @api.model
    def _absorb(self, kept, other):
        """A customer has one agreement that is being prepared; the other one ends."""
        Agreement = self.env["credit.agreement"]
        open_domain = [("state", "in", ("draft", "sent"))]
        theirs = Agreement.search([("profile_id", "=", other.id), *open_domain])
        self._absorb_file(kept, other)
        if theirs and Agreement.search_count([("profile_id", "=", kept.id), *open_domain], limit=1):
            theirs._end(other.company_id._get_credit_today())
        return super()._absorb(kept, other)


class CreditProfileJoining(models.Model):
    _inherit = "credit.profile.joining"

    @api.model
    def _remember(self, customers, payer):
        """What was sent to a customer to be accepted names that customer and their limit: it binds no other company, and
        waits no longer. Terms that the company has accepted itself stay before those of the customer who joins."""
        Agreement = self.env["credit.agreement"]
        theirs = Agreement.search([("profile_id.partner_id", "in", customers.ids), ("state", "in", ("sent", "accepted"))])
        waiting = theirs.filtered(lambda agreement: agreement.state == "sent")
        own = Agreement.search([("profile_id.partner_id", "=", payer.id), ("state", "=", "accepted")])
        ending = waiting | (theirs - waiting).filtered(lambda agreement: agreement.company_id in own.company_id)
        for today, agreements in ending._group_by_day():
            agreements._end(today)
        for agreement in waiting:
            agreement._add_task(lambda env, agreement=agreement: env._(
                "%(customer)s joined %(company)s before accepting %(number)s: send terms to %(company)s",
                customer=agreement.profile_id.display_name, company=payer.display_name, number=agreement._get_number()))
        return super()._remember(customers, payer)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _credit_follow_payer(self):
        """Open applications of contacts without a credit profile of their own go to their payer too."""
        # sudo: whoever edits contacts need not see applications.
        Application_sudo = self.env["credit.application"].sudo()
        for payer, contacts in self.grouped("commercial_partner_id").items():
            if joined := contacts - payer:
                Application_sudo._give_to(joined.sudo(), payer.sudo())
        return super()._credit_follow_payer()
