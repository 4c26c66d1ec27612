from . import credit_key_figure_sheet
