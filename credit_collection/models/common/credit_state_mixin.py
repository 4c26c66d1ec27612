from odoo import models
from odoo.exceptions import UserError


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
