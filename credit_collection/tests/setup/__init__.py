from . import (
    test_business_walk,
    test_first_steps,
    test_profile_change,
    test_test_mode,
    test_tours_setup,
    test_uninstall_wizard,
    test_variants_onboarding,
)

__all__ = [name for name in dir() if name.startswith("test_")]
