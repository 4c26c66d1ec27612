from . import test_quotation_template_schedule
