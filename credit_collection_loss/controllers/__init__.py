from . import loss_workbook
