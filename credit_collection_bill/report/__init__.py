from . import credit_timeline
