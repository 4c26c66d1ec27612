from . import test_counter_check, test_counter_exposure, test_counter_offline, test_counter_release, test_tour_counter
