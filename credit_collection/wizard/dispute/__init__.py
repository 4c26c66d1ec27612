from . import credit_dispute_make
