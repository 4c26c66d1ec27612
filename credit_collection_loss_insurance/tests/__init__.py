from . import test_loss_covers
