from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import format_date

from .credit_case import COLLECTOR, ITEM_DOMAIN
from .credit_limitation_rule import KINDS

# Sources of promises that the customer wrote. A promise that a user entered is no evidence.
WRITTEN = ("portal", "mail")


class CreditLimitationEvent(models.Model):
    """Something that interrupts the limitation of items, with what shows it.

    Payments are noted by themselves; what users enter needs evidence. A wrong one is cancelled, not deleted.
    """

    _name = "credit.limitation.event"
    _description = "Limitation Event"
    _inherit = "credit.roles.mixin"
    _order = "date, id"
    _rec_name = "kind"
    _check_company_auto = True

    profile_id = fields.Many2one(
        "credit.profile", string="Customer", required=True, index=True, ondelete="restrict", role="fixed")
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact Card")
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True, precompute=True)
    kind = fields.Selection(KINDS, required=True, role="fixed")
    date = fields.Date(
        required=True, role="fixed", help="Day on which it happened: of a demand, the day on which it was received.")
    date_end = fields.Date(string="Ended On", help="Last day of proceedings. Empty while they go on.")
    receipt = fields.Selection(
        [("received", "Received"), ("returned", "Returned undelivered"), ("unknown", "Not known")],
        string="Delivery of the Demand",
        help="A demand that was not received interrupts nothing.")
    line_ids = fields.Many2many(
        "account.move.line", "credit_limitation_event_line_rel", "event_id", "line_id", string="Items", copy=False,
        domain=ITEM_DOMAIN)
    note = fields.Text(string="What Happened", role="fixed")
    attachment_ids = fields.Many2many(
        "ir.attachment", "credit_limitation_event_attachment_rel", "event_id", "attachment_id", string="Files", copy=False)
    statement_id = fields.Many2one(
        "credit.statement", index="btree_not_null", ondelete="restrict", role="fixed",
        help="Statement of account that the customer was sent: with it, the event is about its items.")
    promise_id = fields.Many2one("credit.promise", index="btree_not_null", ondelete="restrict", role="fixed")
    case_id = fields.Many2one("credit.case", index="btree_not_null", ondelete="set null", role="fixed")
    receipt_id = fields.Many2one(
        "account.move.line", string="Payment", readonly=True, index="btree_not_null", ondelete="cascade")
    state = fields.Selection(
        [("recorded", "Recorded"), ("cancelled", "Cancelled")], required=True, readonly=True, default="recorded")
    cancel_reason = fields.Char(readonly=True)
    evidence = fields.Char(compute="_compute_evidence", compute_sudo=True, help="What shows it.")

    _receipt_uniq = models.UniqueIndex("(receipt_id) WHERE receipt_id IS NOT NULL")

    @api.depends("kind", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            parts = [kinds.get(event.kind), format_date(self.env, event.date) if event.date else None]
            event.display_name = " · ".join(filter(None, parts))

    @api.depends("attachment_ids", "statement_id", "promise_id", "receipt_id")
    def _compute_evidence(self):
        for event in self:
            names = [
                *event.attachment_ids.mapped("name"), event.statement_id.display_name,
                event.promise_id.filtered(lambda promise: promise.source in WRITTEN).display_name,
                event.receipt_id.move_id.display_name]
            event.evidence = ", ".join(filter(None, names))

    @api.model
    def _get_system_message(self):
        return self.env._("What interrupts limitation is evidence. Cancel a wrong entry and record another.")

    @api.onchange("profile_id", "statement_id")
    def _onchange_statement_id(self):
        if self.statement_id:
            self.line_ids = self.statement_id.item_ids

    @api.model_create_multi
    def create(self, vals_list):
        self._check_collector()
        events = super().create(vals_list)
        events._own_files()
        for event in events:
            if event.statement_id and not event.line_ids:
                event.line_ids = [Command.set(event.sudo().statement_id.item_ids.ids)]
        if not self.env.su:
            events._check_entry()
        return events

    def write(self, vals):
        self._check_collector()
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._own_files()
        if not self.env.su:
            self._check_entry()
        return result

    @api.model
    def _check_collector(self):
        if not (self.env.su or self.env.user.has_group(COLLECTOR)):
            raise AccessError(self.env._("Only collectors and credit managers record what interrupts limitation."))

    def _own_files(self):
        """Whoever may see an event may see its files."""
        for event in self.sudo():  # sudo: the user named the files, so may read them.
            event.attachment_ids.filtered(lambda file: not file.res_id).write({"res_model": self._name, "res_id": event.id})

    def _check_entry(self):
        """:raise ValidationError: for what nobody could prove, or what lies ahead"""
        for event in self.sudo():  # sudo: items and documents of the customer, whose event the user may write.
            customer = event.profile_id.display_name
            if not event.line_ids:
                raise ValidationError(self.env._("Name the items of %(customer)s that it is about.", customer=customer))
            if event.line_ids != event.line_ids._filter_of(event.partner_id, event.company_id):
                raise ValidationError(self.env._("All items are those of %(customer)s.", customer=customer))
            if any(document.profile_id != event.profile_id for document in event._get_documents()):
                raise ValidationError(self.env._(
                    "Statement, promise and case are those of %(customer)s.", customer=customer))
            if event.date > event.company_id._get_credit_today():
                raise ValidationError(self.env._("It cannot have happened on a day to come."))
            if event.date_end and event.date_end < event.date:
                raise ValidationError(self.env._("It cannot have ended before it began."))
            if not event.evidence:
                raise ValidationError(self.env._(
                    "Attach what shows it, such as the receipt of delivery or the stamped statement: without evidence it does "
                    "not count."))

    def _get_documents(self):
        return [document for document in (self.statement_id, self.promise_id, self.case_id) if document]

    def _get_kept_files(self):
        return super()._get_kept_files() | self.filtered(lambda event: event.state == "recorded").attachment_ids

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if not self.env.su and self:
            raise UserError(self.env._("What interrupts limitation is evidence. Cancel it instead of deleting it."))

    def action_cancel(self):
        """It was entered by mistake: it counts no more."""
        self._check_collector()
        self.check_access("write")
        # sudo: the right has been checked; the state is written by code only.
        self.sudo().write({"state": "cancelled"})

    def _counts(self):
        """:return: whether it happened, and reached whom it had to reach"""
        self.ensure_one()
        return self.state == "recorded" and (self.kind != "demand" or self.receipt == "received")

    # Payments

    @api.model
    def _keep_payments(self, lines, received):
        """Note the payments of ``lines``, and forget those that were taken back. For items of which something is open.

        :param received: list of :class:`~.received.Received`
        """
        known = lines.grouped("id")
        wanted = {}
        for row in received:
            if row.line_id in known and known[row.line_id].amount_residual:
                wanted.setdefault(row.receipt_id, (row.date, []))[1].append(row.line_id)
        for event in self.search([("receipt_id", "!=", False), ("line_ids", "in", lines.ids)]):
            _date, ids = wanted.pop(event.receipt_id.id, (None, []))
            kept = (event.line_ids - lines).ids + ids
            if not kept:
                event.unlink()
            elif set(kept) != set(event.line_ids.ids):
                event.line_ids = [Command.set(kept)]
        if not wanted:
            return
        others = self.search([("receipt_id", "in", list(wanted))])
        for event in others:
            _date, ids = wanted.pop(event.receipt_id.id)
            event.line_ids = [Command.link(line_id) for line_id in ids]
        profiles = self._get_profiles(lines.browse(line_id for _date, ids in wanted.values() for line_id in ids))
        self.create([{
            "profile_id": profiles[known[ids[0]]].id, "kind": "payment", "date": date, "receipt_id": receipt_id,
            "line_ids": [Command.set(ids)],
        } for receipt_id, (date, ids) in wanted.items()])

    @api.model
    def _get_profiles(self, lines):
        """:return: ``{item: credit profile of its customer}``"""
        found = {}
        for company, group in lines.grouped(lambda line: line.company_id.root_id).items():
            profiles = group.partner_id._get_credit_profiles(company).grouped("partner_id")
            found |= {line: profiles[line.partner_id.commercial_partner_id] for line in group}
        return found


class CreditStatement(models.Model):
    """A customer who confirms a statement acknowledges its items."""

    _inherit = "credit.statement"

    def _confirm(self, name, remark=None, address=None):
        is_new = self.state != "confirmed"
        result = super()._confirm(name, remark, address)
        if is_new and self.sudo().item_ids:
            # sudo: customers answer by a link.
            self.env["credit.limitation.event"].sudo().create({
                "profile_id": self.profile_id.id, "kind": "acknowledgement", "date": self.company_id._get_credit_today(),
                "statement_id": self.id, "line_ids": [Command.set(self.sudo().item_ids.ids)], "note": remark or False})
        return result


class CreditPromise(models.Model):
    """What a customer promises in writing, by portal or e-mail, acknowledges the items; what staff typed shows nothing."""

    _inherit = "credit.promise"

    def _set_state(self, target, **vals):
        moved = super()._set_state(target, **vals)
        written = moved.filtered(lambda promise: promise.source in WRITTEN) if target == "open" else moved.browse()
        Event = self.env["credit.limitation.event"].sudo()  # sudo: customers promise by a link.
        known = Event.search([("promise_id", "in", written.ids)]).promise_id
        Event.create([{
            "profile_id": promise.profile_id.id, "kind": "promise", "date": promise.date, "promise_id": promise.id,
            "line_ids": [Command.set(promise.line_ids.ids)],
        } for promise in written.sudo() - known if promise.line_ids])
        return moved
