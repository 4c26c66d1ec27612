from . import (
    alert,
    dispute,
    followup,
    hold,
    profile,
    promise,
    review,
    worklist,
)
