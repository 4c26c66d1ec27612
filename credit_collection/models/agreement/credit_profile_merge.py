from odoo import api, models


class CreditProfileMerge(models.AbstractModel):
    _inherit = "credit.profile.merge"

    @api.model
    def _get_evidence_models(self):
        return [*super()._get_evidence_models(), (87, "credit.agreement"), (88, "credit.application")]

    @api.model
    def _merge_customers(self, customers, payer):
        """A customer has one open application. Another one is kept without its customer, to be assigned or rejected by hand."""
        applications = self.env["credit.application"].search([
            ("partner_id", "in", (customers | payer).ids), ("state", "in", ("draft", "submitted"))])
        for group in applications.grouped("company_id").values():
            # That of the customer who is kept, else one that was submitted.
            kept = group.sorted(lambda own: (own.partner_id != payer, own.state != "submitted", own.id))[0]
            (group - kept).partner_id = False
            # A contact that joins another company stays, and would go on applying for itself.
            if kept.partner_id != payer:
                kept.partner_id = payer
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
