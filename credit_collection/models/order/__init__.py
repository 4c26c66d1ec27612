# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    sale_order,
    sale_order_line,
    sale_order_closing,
    sale_order_prepayment,
    sale_order_past,
)
