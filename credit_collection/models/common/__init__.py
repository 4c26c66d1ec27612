# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_named_mixin,
    credit_bounds_mixin,
    credit_shared_mixin,
    bulk,
    credit_roles_mixin,
    credit_document_mixin,
    credit_cached_mixin,
    credit_batch_mixin,
    credit_stored_statement,
    credit_reason,
    account_partial_reconcile,
    res_company_clock,
    configuration,
)
