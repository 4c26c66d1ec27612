from . import account_move_line, credit_open_item, credit_open_item_report
