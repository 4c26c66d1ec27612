from . import credit_scorecard
