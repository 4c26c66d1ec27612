from . import (
    alert,
    dispute,
    exposure,
    followup,
    hold,
    kpi,
    profile,
    promise,
    review,
    statement,
    workbook,
    worklist,
)
