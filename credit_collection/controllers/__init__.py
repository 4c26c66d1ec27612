from . import aging, channel, common, promise, statement, workbook
