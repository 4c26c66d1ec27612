# ruff: noqa: I001 - rooms from the ground up; in a room, a model is defined before the files that extend it
from . import (
    credit_profile,
    credit_guard,
    credit_profile_evidence,
    credit_profile_merge,
    res_partner,
    res_users,
    credit_profile_joining,
    res_partner_joining,
)
