from odoo import api, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command


class CreditStateMixin(models.AbstractModel):
    """One gatekeeper for the ``state`` of a document: allowed moves are data, ``_set_state`` is the only way to move."""

    _name = "credit.state.mixin"
    _description = "Credit Document State"
    _inherit = ["credit.roles.mixin"]

    # current state -> states that may follow
    _transitions = {}

    def _set_state(self, target, **vals):
        """Move the records of ``self`` to the state ``target`` and write ``vals`` with it, in one write.

        Records that are in that state already are left alone. Rights are the caller's business.

        :param str target: technical name of the state to reach
        :param vals: further values to write on the moved records (evidence of the transition)
        :return: the records that moved
        :raise UserError: when a record may not go from its state to ``target``; then nothing is written
        """
        moving = self.filtered(lambda record: record.state != target)
        for record in moving:
            if target not in self._transitions.get(record.state, ()):
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(self.env._(
                    "“%(document)s” is %(current)s and cannot become %(target)s.",
                    document=record.display_name,
                    current=labels.get(record.state, record.state),
                    target=labels[target],
                ))
        if moving:
            moving.write({"state": target, **vals})
        return moving

    def _group_by_day(self):
        """:return: list of (day it is at their company, records): each company decides on its own day"""
        return list(self.env["res.company"]._get_credit_days_of(self).items())


class CreditDraftRowMixin(models.AbstractModel):
    """A row of a document: people enter, change and delete it as long as the document is a draft (``_check_draft``)."""

    _name = "credit.draft.row.mixin"
    _description = "Row of a Draft"
    _inherit = ["credit.roles.mixin"]

    # Field that names the document.
    _document_field = None

    def _check_document(self):
        """:raise UserError: for users, when the document of one of these rows is no draft any more"""
        if not self.env.su:
            self[self._document_field]._check_draft()

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._check_document()
        return rows

    def write(self, vals):
        # First what nobody enters at any time.
        self._check_entered(vals)
        self._check_document()
        result = super().write(vals)
        # Of another document now, perhaps.
        self._check_document()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_document()


class CreditBookedMixin(models.AbstractModel):
    """A document of ours that posts entries."""

    _name = "credit.booked.mixin"
    _description = "Document with Entries"

    def _lock(self):
        """Lock the document and read it anew, so that each of its steps is booked once.

        :raise UserError: somebody else books it at the same time
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(self.env._(
                "“%(document)s” is being booked by somebody else.", document=self.display_name)) from None
        self.invalidate_recordset()

    @api.model
    def _post_entry(self, company, date, journal, label, lines):
        """:param lines: list of values of journal items
        :return: the posted entry
        """
        move = self.env["account.move"].with_company(company).create({
            "move_type": "entry", "date": date, "journal_id": journal.id, "company_id": company.id, "ref": label,
            "line_ids": list(map(Command.create, lines))})
        move._post(soft=False)
        return move


class CreditEntryMixin(models.AbstractModel):
    """A document that rests on one entry at a time: it is reversed and posted anew, and all of them are kept."""

    _name = "credit.entry.mixin"
    _description = "Document with an Entry"
    _inherit = ["credit.booked.mixin"]

    move_id = fields.Many2one(
        "account.move", string="Entry", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    entry_ids = fields.Many2many(
        "account.move", string="Entries", readonly=True, copy=False, help="With those that were reversed, and their reversals.")

    def _keep_entry(self, move):
        self.write({"move_id": move.id, "entry_ids": [Command.link(move.id)]})

    def _reverse_entry(self, day):
        """:return: the entry that reverses that of the document, and what that had settled is open again"""
        reversal = self.move_id._reverse_moves([{"date": day, "ref": self.env._(
            "Reversal of: %(entry)s", entry=self.move_id.display_name)}], cancel=True)
        self.write({"move_id": False, "entry_ids": [Command.link(reversal.id)]})
        return reversal


class CreditConfirmedMixin(models.AbstractModel):
    """Terms that a lawyer is to confirm. Confirmed are the terms as they are then: once they differ, it counts no more."""

    _name = "credit.confirmed.mixin"
    _inherit = "credit.roles.mixin"
    _description = "Terms Confirmed by a Lawyer"

    lawyer = fields.Char(copy=False, help="Lawyer or law firm that confirmed these terms.")
    confirmed_date = fields.Date(string="Confirmed On", readonly=True, copy=False)
    confirmed_user_id = fields.Many2one("res.users", string="Confirmation Recorded By", readonly=True, copy=False)
    confirmed_terms = fields.Json(readonly=True, copy=False)
    is_confirmed = fields.Boolean(
        string="Confirmed by a Lawyer", compute="_compute_is_confirmed", help="These terms, as they are now.")

    def _get_terms_to_confirm(self):
        """Hook: :return: dict of what the lawyer confirms, of values that JSON keeps as they are"""
        self.ensure_one()
        return {"lawyer": self.lawyer}

    def _are_confirmed(self, terms):
        """:return: whether what these terms are now is covered by ``terms``, those that were confirmed"""
        return self._get_terms_to_confirm() == terms

    @api.depends("confirmed_terms", "lawyer")
    def _compute_is_confirmed(self):
        for record in self:
            record.is_confirmed = bool(record.confirmed_terms) and record._are_confirmed(record.confirmed_terms)

    def action_confirm_terms(self):
        """Record that a lawyer confirmed these terms: who, when, and which terms.

        :raise AccessError: for those who may not change them
        :raise UserError: without the name of the lawyer
        """
        self.check_access("write")
        for record in self:
            if not (record.lawyer or "").strip():
                raise UserError(self.env._(
                    "“%(terms)s”: enter which lawyer or law firm confirmed this.", terms=record.display_name))
            # The write is an entry of this user: shared settings ask for their role. Then the system records it.
            record.write({"lawyer": record.lawyer.strip()})
            record.sudo().write({
                "confirmed_date": self.env.company._get_credit_today(), "confirmed_user_id": self.env.user.id,
                "confirmed_terms": record._get_terms_to_confirm()})
