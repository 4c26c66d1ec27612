"""How tests of properties look for examples: on a busy machine the first one takes seconds, which says nothing about them."""

from hypothesis import HealthCheck, settings

if settings.get_current_profile_name() == "default":
    settings.register_profile("credit_collection", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("credit_collection")
