from . import account, dispute, promise, statement
