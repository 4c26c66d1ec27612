from . import account, data, dispute, promise, statement
