from odoo import api, fields, models
from odoo.exceptions import UserError

# Changed, a reason that was given says something else.
TELLING = {"code", "kind"}


class CreditReason(models.Model):
    """A coded reason, so that holds, releases, disputes and late payments can be counted by cause."""

    _name = "credit.reason"
    _inherit = "credit.shared.mixin"
    _shared_company_field = ""
    _description = "Credit Reason"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(copy=False, help="Technical code of the reasons that the system gives by itself.")
    kind = fields.Selection(
        [
            ("hold", "Order hold"),
            ("decision", "Release or rejection"),
            ("dispute", "Dispute"),
            ("late", "Late payment"),
            ("risk", "Risk sign"),
            ("contact", "Outcome of a contact"),
        ],
        required=True,
        index=True,
    )
    decision = fields.Selection(
        [("release", "Releases"), ("refuse", "Rejections"), ("both", "Both")], string="For", default="both", required=True,
        help="Which decisions on held orders may give this reason.",
    )
    sequence = fields.Integer(default=10)
    user_id = fields.Many2one(
        "res.users", string="Responsible", domain=[("share", "=", False)],
        help="Disputes of this reason are given to this person.",
    )
    deadline_days = fields.Integer(
        string="Resolve Within (days)", help="An open dispute with this reason is escalated to a manager after this "
                                           "number of days. 0: never.", aggregator=None,
    )
    active = fields.Boolean(default=True)

    _deadline_positive = models.Constraint("CHECK (deadline_days >= 0)", "The resolution time of a dispute cannot be negative.")
    _kind_code_uniq = models.UniqueIndex(
        "(kind, code) WHERE code IS NOT NULL", "A reason of this kind with the same code exists already.",
    )

    def write(self, vals):
        if not TELLING.isdisjoint(vals):
            self.filtered(lambda reason: any(vals[name] != reason[name] for name in TELLING & vals.keys()))._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused()

    def _check_unused(self):
        """:raise UserError: one of these reasons was given: what was decided and recorded keeps its reason"""
        if used := self and self._find_used():
            raise UserError(self.env._(
                "“%(reason)s” was given as a reason already: archive it instead, and add another one.",
                reason=used[0].display_name))

    def _find_used(self):
        """:return: those of these reasons that a record of ours names, or some of them"""
        for model in self.env.values():
            if not model._auto or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if field.comodel_name == self._name and field.type in ("many2one", "many2many") and field.store:
                    # sudo: whoever recorded it, in whichever company.
                    records_sudo = model.sudo().with_context(active_test=False).search([(field.name, "in", self.ids)], limit=1)
                    if records_sudo:
                        return self & records_sudo[field.name].with_env(self.env)
        return self.browse()
