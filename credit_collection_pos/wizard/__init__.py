from . import credit_pos_decide
