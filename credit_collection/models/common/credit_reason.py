from odoo import fields, models


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
