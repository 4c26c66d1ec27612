from . import (
    alert,
    dispute,
    followup,
    hold,
    kpi,
    profile,
    promise,
    review,
    statement,
    worklist,
)
