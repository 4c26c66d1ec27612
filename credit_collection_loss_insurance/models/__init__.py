from . import credit_loss_run
