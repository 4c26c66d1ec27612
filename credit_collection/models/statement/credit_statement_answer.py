from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, plaintext2html

from ...tools.statement.contested import Debt, share_contested
from ..common.beside import try_to


class CreditStatement(models.Model):
    """What the customer answered: the balance of the statement is right, or it is not. The first answer counts, for ever."""

    _inherit = "credit.statement"

    answered_by = fields.Char(readonly=True, copy=False, help="Name as the customer entered it.")
    answered_at = fields.Datetime(readonly=True, copy=False)
    answer_address = fields.Char(string="Internet Address", readonly=True, copy=False, help="Address the answer came from.")
    answer_remark = fields.Text(string="Remark of the Customer", readonly=True, copy=False)
    dispute_ids = fields.Many2many(
        "credit.dispute", "credit_statement_dispute_rel", "statement_id", "dispute_id", string="Disputes", readonly=True,
        copy=False)

    def _confirm(self, name, remark=None, address=None):
        """The customer agrees to the balance. Once more changes nothing.

        :param str name: of who answers
        :param str address: internet address that the answer came from
        :raise UserError: for a statement that was contested, or is not sent
        """
        self.ensure_one()
        if self.state == "confirmed":
            return
        statement_sudo = self._answer("confirmed", name, remark, address)
        for balance in statement_sudo.balance_ids:
            balance.agreed_balance = balance.closing_balance
        statement_sudo._note_answer(self.env._(
            "Statement of account %(number)s confirmed by %(name)s.", number=self._get_number(), name=name))

    def _contest(self, name, remark, amount=None, *, currency=None, move=None, address=None):
        """The customer does not agree: the collector gets a task, the invoice that is meant a dispute.

        :param str name: of who answers
        :param float amount: the balance by the books of the customer; None where not said
        :param currency: of ``amount``; the first one of the statement by default
        :param move: the invoice that the customer means; else those whose number stands in ``remark``, else the only one
        :param str address: internet address that the answer came from
        :return: the disputes that were opened
        :raise UserError: for a statement that was answered, or is not sent
        """
        self.ensure_one()
        statement_sudo = self._answer("contested", name, remark, address)
        balance = statement_sudo._get_contested_balance(currency, move)
        if amount is not None and balance:
            balance.write({"agreed_balance": balance.currency_id.round(amount), "is_contested": True})
        disputes = statement_sudo._open_disputes(balance, remark, amount, move)
        statement_sudo.dispute_ids = disputes
        today = statement_sudo.company_id._get_credit_today()
        statement_sudo._add_tasks(today, lambda env, statement: env._(
            "Balance of statement %(number)s contested by %(name)s", number=statement._get_number(), name=name),
            statement_sudo._describe_objection(balance, remark, amount))
        statement_sudo._note_answer(self.env._(
            "Statement of account %(number)s contested by %(name)s: %(remark)s",
            number=self._get_number(), name=name, remark=remark or "–"))
        return disputes.with_env(self.env)

    def _answer(self, state, name, remark, address):
        """:return: the statement, for code"""
        if self.state in ("confirmed", "contested"):
            raise UserError(self.env._("This statement of account has been answered already."))
        # sudo: who has the link answers; evidence is written by code only.
        statement_sudo = self.sudo()
        statement_sudo._set_state(
            state, answered_by=name, answered_at=fields.Datetime.now(), answer_remark=remark or False,
            answer_address=address or False)
        return statement_sudo

    def _note_answer(self, text):
        self.profile_id.message_post(body=text, author_id=(self.contact_id or self.profile_id.partner_id).id)

    def _get_contested_balance(self, currency, move):
        currency = currency or move and move.currency_id
        chosen = self.balance_ids.filtered(lambda balance: balance.currency_id == currency) if currency else self.balance_ids
        return chosen[:1] or self.balance_ids[:1]

    def _describe_objection(self, balance, remark, amount):
        lines = [remark or ""]
        if amount is not None and balance:
            lines.insert(0, self.env._(
                "Balance of the statement: %(ours)s. Balance of the customer: %(theirs)s.",
                ours=format_amount(self.env, balance.closing_balance, balance.currency_id),
                theirs=format_amount(self.env, amount, balance.currency_id)))
        return plaintext2html("\n".join(filter(None, lines)))

    # Disputes

    @api.model
    def _get_dispute_reason(self):
        """:return: the reason of these disputes; any other where it was deleted"""
        Reason = self.env["credit.reason"]
        return self.env.ref("credit_collection.credit_reason_dispute_statement", raise_if_not_found=False) or Reason.search(
            [("kind", "=", "dispute")], limit=1)

    def _get_contestable_moves(self):
        """:return: the invoices of the statement of which something is open and not in dispute, the oldest first: a customer
            can name these"""
        self.ensure_one()
        moves = self.item_ids.move_id.filtered(
            lambda move: move.state == "posted" and move.move_type in ("out_invoice", "out_receipt")
            and move.commercial_partner_id == self.profile_id.partner_id)
        free = moves.filtered(lambda move: move.currency_id.compare_amounts(self._get_free_amount(move), 0.0) > 0)
        return free.sorted(lambda move: (move.invoice_date_due or move.date, move.date, move.id))

    @api.model
    def _get_free_amount(self, move):
        return move.amount_residual - move._get_credit_open_claims()

    def _open_disputes(self, balance, remark, amount, move):
        """Open a dispute for each invoice that the customer means; what cannot be opened is left to the task.

        :return: the disputes
        """
        moves = self._get_contestable_moves().filtered(lambda move: move.currency_id == balance.currency_id)
        difference = None if amount is None else balance.currency_id.round(balance.closing_balance - amount)
        debts = [Debt(each.id, each.name, self._get_free_amount(each)) for each in moves]
        disputes = self.env["credit.dispute"]
        for move_id, part in share_contested(debts, remark, difference, move.id if move else None):
            opened = []
            try_to(self.env, lambda move_id=move_id, part=part, opened=opened: opened.append(
                self._open_dispute(move_id, part, remark)))
            disputes = disputes.concat(*opened)
        return disputes

    def _open_dispute(self, move_id, amount, remark):
        dispute = self.env["credit.dispute"].create({
            "move_id": move_id, "amount": amount, "reason_id": self._get_dispute_reason().id, "note": remark,
            "user_id": self._get_responsible().id,
        })
        dispute.action_open()
        return dispute

    @api.model
    def _keep_joined_balances(self, customers):
        """Keep beside the statements of customers, whose items become those of one of them, what the others owed on their last
        day, in every company."""
        profiles = self.env["credit.profile"].search([("partner_id", "in", customers.ids)])
        for group in profiles.grouped("company_id").values():
            if len(group) > 1:
                self._keep_joined_balances_of(group)

    @api.model
    def _keep_joined_balances_of(self, profiles):
        statements = self.search([("profile_id", "in", profiles.ids), ("date_to", "!=", False)])
        for day, own in statements.grouped("date_to").items():
            closings = self._read_closings(profiles, day)
            for balance in own.balance_ids:
                others = profiles - balance.statement_id.profile_id
                balance.joined_balance += sum(
                    closings.get(other, {}).get(balance.currency_id.id, 0.0) for other in others)


class CreditStatementBalance(models.Model):
    _inherit = "credit.statement.balance"

    agreed_balance = fields.Monetary(
        string="Balance of the Customer", readonly=True, default=0.0, copy=False,
        help="What the customer owes by the own books, of a statement that was answered.")
    is_contested = fields.Boolean(readonly=True, copy=False)
    difference = fields.Monetary(compute="_compute_difference", help="Closing balance less the balance of the customer.")
    ledger_balance = fields.Monetary(
        string="Ledger Now", compute="_compute_ledger_balance", compute_sudo=True,
        help="What the ledger says by now of the last day of the statement: documents were booked to it since.")
    joined_balance = fields.Monetary(
        string="Balance of Merged Customers", readonly=True, default=0.0, copy=False,
        help="What customers who were merged with this one since, or became contacts of it, owed on the last day: no part of "
             "this statement.")
    unexplained = fields.Monetary(
        string="Unexplained Difference", compute="_compute_difference",
        help="Balance by the ledger of now less the balance of the customer.")

    @api.depends("agreed_balance", "closing_balance", "is_contested", "ledger_balance", "statement_id.state")
    def _compute_difference(self):
        for balance in self:
            is_answered = balance.is_contested or balance.statement_id.state == "confirmed"
            balance.difference = balance.closing_balance - balance.agreed_balance if is_answered else 0.0
            balance.unexplained = balance.ledger_balance - balance.agreed_balance if is_answered else 0.0

    @api.depends("joined_balance", "statement_id.date_to", "statement_id.profile_id")
    def _compute_ledger_balance(self):
        Statement = self.env["credit.statement"]
        for day, balances in self.grouped(lambda balance: balance.statement_id.date_to).items():
            found = Statement._read_closings(balances.statement_id.profile_id, day) if day else {}
            for balance in balances:
                amounts = found.get(balance.statement_id.profile_id, {})
                balance.ledger_balance = amounts.get(balance.currency_id.id, 0.0) - balance.joined_balance
