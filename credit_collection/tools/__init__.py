"""Decisions as pure functions over plain values. Nothing here imports from Odoo, reads a clock or runs a query."""
