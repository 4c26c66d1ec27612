from . import credit_key_figure_sheet, credit_plan_comparison
