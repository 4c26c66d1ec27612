from . import channel, common, promise, workbook
