from typing import NamedTuple

from odoo import api, models, tools
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)


class Channel(NamedTuple):
    """One way to reach a customer, declared in ``credit.followup._get_channels``; an add-on extends that list.

    ``flag`` is the field of the level that asks for the channel, ``model`` the service that performs it: a model that
    inherits ``credit.followup.channel``. ``per_address``: if a customer's addresses each get their own items, the channel
    is used once for each of them, otherwise once for the customer.
    """

    sequence: int
    code: str
    label: object
    model: str
    flag: str | None = None
    per_address: bool = False


class LevelStep(NamedTuple):
    """What else happens when a level is reached, declared in ``credit.followup._get_level_steps``.

    ``flag`` is the field of the level that asks for the step, ``method`` a method of ``credit.followup``: a function of
    the cases at such levels and of the day.
    """

    sequence: int
    flag: str
    method: str


class CreditFollowupChannel(models.AbstractModel):
    """What a channel does. The defaults are those of a task that is noted as done at once."""

    _name = "credit.followup.channel"
    _description = "Channel of Follow-ups"

    @api.model
    def _perform(self, cases, today):
        """Do what ``cases`` ask for, in a number of queries that does not grow with them. Each has its ``contact``.

        :return: values of their follow-ups, in the order of ``cases``: ``state``, ``error`` and what proves it; no values
            at all stand for done
        """
        return [{} for _case in cases]

    @api.model
    def _rehearse(self, cases, today):
        """Show what ``cases`` would do, and do nothing of it: the company is in test mode.

        :return: as for ``_perform``, with the state «test»
        """
        return [{"state": "test", "done_date": today} for _case in cases]

    @api.model
    def _find_left(self, followups):
        """:return: those of ``followups`` that cannot be taken back: they have reached the customer, or have been done"""
        return followups.filtered(
            lambda followup: followup.state == "sent" or followup.state == "done" and bool(followup.outcome))

    @api.model
    def _take_back(self, followups):
        """Hook: stop what is still to leave of ``followups``, which ``_find_left`` did not name."""

    @api.model
    def _keep(self, followups):
        """Hook: the evidence of what was performed exists now, for channels that keep records of their own with it."""

    @api.model
    def _can_reach(self, case):
        """:return: whether the channel reaches the contact of ``case``"""
        return True

    @api.model
    def _get_fallback(self, level, profile, contact):
        """:return: code of the channel used when this one does not reach ``contact``, or None"""
        return None

    @api.model
    def _compose(self, case, today):
        """:return: subject and body as the customer would get them; None for a channel without text"""
        return None

    @api.model
    def _rewrite(self, followup, message, case, today):
        """Hook: bring the queued ``message`` of ``followup`` up to date with ``case``, in the job that sends it.

        :return: values of the follow-up
        """
        return {}


class CreditFollowup(models.Model):
    _inherit = "credit.followup"

    @api.model
    def _get_channels(self):
        """:return: list of :class:`Channel`; their sequence decides about the order, not the order of add-ons"""
        return [Channel(90, "manual", _lt("Other"), "credit.followup.channel")]

    @api.model
    @tools.ormcache()
    def _get_sorted_channels(self):
        """:return: the channels in their order, declared once for all follow-ups"""
        return tuple(sorted(self._get_channels()))

    @api.model
    def _get_channel_selection(self):
        return [(channel.code, self.env._(channel.label)) for channel in self._get_sorted_channels()]

    @api.model
    def _get_channel_service(self, code):
        """:return: the model that performs the channel ``code``; the defaults for one whose add-on is gone"""
        models_by_code = {channel.code: channel.model for channel in self._get_sorted_channels()}
        return self.env[models_by_code.get(code, "credit.followup.channel")]

    @api.model
    def _get_level_steps(self):
        """:return: list of :class:`LevelStep`"""
        return [
            LevelStep(10, "notify_salesperson", "_notify_salespeople"),
            LevelStep(20, "supplier_policy", "_tell_payables"),
        ]

    @api.model
    def _take_level_steps(self, cases, today):
        """Do what else the levels of ``cases`` ask for, in the order of the sequences."""
        levels = self.env["credit.followup.level"].browse({case.level.id for case in cases})
        for step in sorted(self._get_level_steps()):
            asking = set(levels.filtered(step.flag)._ids)
            if asking:
                getattr(self, step.method)([case for case in cases if case.level.id in asking], today)


class CreditFollowupLevel(models.Model):
    _inherit = "credit.followup.level"

    def _get_channels(self):
        """:return: tuple of the codes of the channels that this level uses"""
        self.ensure_one()
        return self._get_saved_channels() if isinstance(self.id, int) else self._find_channels()

    @tools.ormcache("self.id")
    def _get_saved_channels(self):
        return self._find_channels()

    def _find_channels(self):
        return tuple(
            channel.code for channel in self.env["credit.followup"]._get_sorted_channels()
            if channel.flag and self[channel.flag])

    def write(self, vals):
        result = super().write(vals)
        if not set(self._get_channel_flags()).isdisjoint(vals):
            self.env.registry.clear_cache()
        return result

    @api.model
    def _get_channel_flags(self):
        """:return: names of the fields that ask for a channel"""
        return [channel.flag for channel in self.env["credit.followup"]._get_sorted_channels() if channel.flag]
