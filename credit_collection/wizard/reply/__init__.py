from . import credit_reply_try
