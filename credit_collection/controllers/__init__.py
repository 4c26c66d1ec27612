from . import channel, promise, workbook
