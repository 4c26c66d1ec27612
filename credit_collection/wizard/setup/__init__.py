from . import base_module_uninstall, credit_first_steps, credit_profile_change
