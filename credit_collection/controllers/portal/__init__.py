from . import account, dispute, promise
