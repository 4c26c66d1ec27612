from . import test_queue_batches, test_queue_same_night
