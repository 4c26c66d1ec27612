from . import credit_loss_report, credit_loss_workbook
