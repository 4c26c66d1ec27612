from . import test_first_steps, test_profile_change

__all__ = [name for name in dir() if name.startswith("test_")]
