from . import (
    dispute,
    exposure,
    followup,
    profile,
    workbook,
)
