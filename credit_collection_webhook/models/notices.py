"""What webhooks are told."""

from collections.abc import Callable
from typing import NamedTuple

from odoo import models


class Notice(NamedTuple):
    """What happened to a customer. ``compose`` is a function of an environment, whose language it speaks: the sentence."""

    profile: models.Model
    document: models.Model
    compose: Callable
    amount: float
    data: dict = {}
