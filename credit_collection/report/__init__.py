# ruff: noqa: I001 - rooms from the ground up: a model is defined before the files that extend it
from . import (
    profile,
    exposure,
    review,
    hold,
    followup,
    channel,
    promise,
    dispute,
    workbook,
    aging,
    statement,
    kpi,
    forecast,
    schedule,
    agreement,
    setup,
)
