from . import credit_insurance_cover_change, credit_insurance_post
