# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_profile,
    credit_addressee,
    credit_followup_round,
    credit_followup_round_decision,
    credit_followup_round_candidates,
    credit_followup_plan,
    credit_followup_draw,
    credit_followup_strategy,
    credit_followup_level,
    credit_followup,
    credit_followup_channel,
    credit_followup_performing,
    credit_followup_evidence,
    credit_hold,
    exclusions,
    configuration,
)
