from . import credit_loss_group, credit_write_off_small
