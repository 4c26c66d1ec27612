from . import aging, channel, common, portal, promise, statement, workbook
