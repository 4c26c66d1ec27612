from . import aging, agreement, channel, common, portal, promise, statement, workbook
