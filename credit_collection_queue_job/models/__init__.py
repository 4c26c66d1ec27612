from . import credit_batch_mixin, ir_cron
