from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ...tools.reply.patterns import MAX_GAPS, MAX_LENGTH, Phrases, compile_phrase

KINDS = [
    ("paid", "Says it is paid"),
    ("promise", "Will pay"),
    ("refused", "Cannot or will not pay"),
    ("dispute", "Contests"),
    ("wrong_person", "Wrong person"),
    ("absence", "Out of office"),
    ("copy", "Asks for a copy"),
]


class CreditReplyPattern(models.Model):
    """Phrases by which answers of customers are read. Credit managers change them; nothing is learned by itself."""

    _name = "credit.reply.pattern"
    _inherit = ["credit.shared.mixin"]
    _shared_company_field = ""
    _description = "Reply Pattern"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, string="Speaks For", required=True)
    strength = fields.Integer(
        required=True, default=5, bounds=(1, 20),
        help="When an answer says several things, the strongest is proposed. A promise that names its day counts 3 more. "
             "Phrases of strength 1 are hints: they count when two of them are found.",
        aggregator=None)
    phrases = fields.Text(
        required=True,
        help="One phrase per line. * stands for any words in between, (a|b) for one of several words, [a|b] for words that may "
             "be missing, {email} for an address, {date} for a day; = in front: nothing else is said. Phrases are looked for "
             "between commas and full stops, Traditional Chinese as Simplified, “won't” as “will not”.")
    phrase_count = fields.Integer(string="Number of Phrases", compute="_compute_phrase_count")
    unless = fields.Text(
        help="One phrase per line: where one of them stands beside a phrase above, that does not count.")
    reason_id = fields.Many2one(
        "credit.reason", string="Dispute Reason", domain=[("kind", "=", "dispute")], ondelete="set null",
        help="Filled in when the answer becomes a dispute.")
    wants_statement = fields.Boolean(
        string="Statement of Account", help="What they ask for is a statement, not a copy of invoices.")

    @api.depends("phrases")
    def _compute_phrase_count(self):
        for pattern in self:
            pattern.phrase_count = len(pattern._get_lines("phrases"))

    @api.constrains("phrases", "unless")
    def _check_phrases(self):
        for pattern in self:
            for line in [*pattern._get_lines("phrases"), *pattern._get_lines("unless")]:
                try:
                    compile_phrase(line)
                except ValueError as error:
                    raise ValidationError(self.env._(
                        "%(pattern)s, “%(phrase)s”: %(problem)s", pattern=pattern.name, phrase=line,
                        problem=self._explain_problem(str(error)))) from error
            if not pattern._get_lines("phrases"):
                raise ValidationError(self.env._("%(pattern)s: enter at least one phrase.", pattern=pattern.name))

    @api.model
    def _explain_problem(self, problem):
        return {
            "empty": self.env._("a phrase needs at least one word."),
            "long": self.env._("a phrase has at most %(count)s characters.", count=MAX_LENGTH),
            "gaps": self.env._("a phrase has at most %(count)s gaps (*).", count=MAX_GAPS),
            "brackets": self.env._("brackets do not match; they cannot stand inside each other."),
        }[problem]

    def _get_lines(self, name):
        return [line.strip() for line in (self[name] or "").splitlines() if line.strip()]

    @api.model
    @tools.ormcache()
    def _get_all_phrases(self):
        """:return: tuple of ``Phrases`` of the patterns in use"""
        # sudo: read by whoever fetches the mail. What is cached is the same for all, in whatever context it is asked for.
        return tuple(
            Phrases(
                pattern.id, pattern.kind, tuple(map(compile_phrase, pattern._get_lines("phrases"))),
                tuple(map(compile_phrase, pattern._get_lines("unless"))), pattern.strength)
            for pattern in self.sudo().with_context(active_test=True).search([]))

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
