from odoo.fields import Command

from ..base.common import CreditCommon

COLUMNS = ("not_due", "bucket_1", "bucket_2", "bucket_3", "bucket_4")


class AgingMixin:
    """Short ways to an aging and its figures."""

    @classmethod
    def _age(cls, day=None, env=None, **vals):
        """:return: the aging of ``day``, ready to be read"""
        aging = (env or cls.env)["credit.aging"].create({**({"date": day} if day else {}), **vals})
        aging._prepare()
        cls.env.flush_all()
        return aging

    @classmethod
    def _get_items(cls, aging, *domain):
        return aging.env["credit.aging.item"].search([("aging_id", "=", aging.id), *domain])

    def _get_columns(self, aging, *domain):
        """:return: the sums of the buckets, what is not due first"""
        names = [name for name in aging._get_columns() if name == "not_due" or name.startswith("bucket_")]
        items = self._get_items(aging, *domain)
        return [sum(items.mapped(name)) for name in names]

    def _get_nets(self, aging):
        """:return: ``{name of the group: (gross, credits, net)}``"""
        return {row.name: tuple(row.amounts[name] for name in ("gross", "credits", "net")) for row in aging._get_rows()}


class AgingCommon(AgingMixin, CreditCommon):

    @classmethod
    def _dated_invoice(cls, amount, date, due=None, move_type="out_invoice", **vals):
        """Post an invoice over ``amount`` (no tax) of these days."""
        move = cls.env["account.move"].create({
            "move_type": move_type, "partner_id": cls.customer.id, "invoice_date": date, "date": date,
            "invoice_payment_term_id": False, **({"invoice_date_due": due} if due else {}),
            "invoice_line_ids": [Command.create({
                "name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": [Command.clear()]})],
            **vals,
        })
        move.action_post()
        return move

    @classmethod
    def _book(cls, amount, date, partner=True, company=None, due=None, journal="default_journal_misc"):
        """Post an entry over ``amount`` on the receivable account, below zero for credits; with the customer or without."""
        data = company or cls.company_data
        entry = cls.env["account.move"].with_company(data["company"]).create({
            "date": date, "journal_id": data[journal].id, "company_id": data["company"].id,
            "line_ids": [
                Command.create({
                    "account_id": data["default_account_receivable"].id, "balance": amount, "date_maturity": due or date,
                    "partner_id": cls.customer.id if partner else False}),
                Command.create({"account_id": data["default_account_revenue"].id, "balance": -amount}),
            ],
        })
        entry.action_post()
        return entry.line_ids.filtered(lambda line: line.account_id == data["default_account_receivable"])

    def _get_ledger(self, day, company=None):
        """:return: the balance of the receivable accounts of the company, by journal items"""
        return sum(self.env["account.move.line"].search([
            ("company_id", "=", (company or self.company).id), ("parent_state", "=", "posted"), ("date", "<=", day),
            ("account_id.account_type", "=", "asset_receivable"), ("account_id.non_trade", "=", False),
        ]).mapped("balance"))
