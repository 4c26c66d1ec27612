from . import credit_first_steps, credit_profile_change
