from . import channel, common, promise, statement, workbook
