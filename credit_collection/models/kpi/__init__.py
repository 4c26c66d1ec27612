# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_key_figure,
    credit_key_figure_sources,
    res_company,
)
