# ruff: noqa: I001 - a model is defined before the files that extend it
from . import (
    credit_followup_plan,
    credit_assignment,
    credit_assignment_share,
    credit_key_figure,
    credit_key_figure_sources,
    credit_key_figure_money,
    credit_key_figure_texts,
    res_company,
    res_company_roll_rates,
    credit_snapshot,
    credit_snapshot_buckets,
    credit_snapshot_rebuild,
    configuration,
    credit_profile_merge,
    credit_target,
    digest_digest,
)
