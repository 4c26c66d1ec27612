from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..base.common import CreditCommon

# Fields by which a rule says for whom it is; without any it is for all.
NAMED = (
    ("credit.rating", "industry_ids"), ("credit.rating", "category_ids"), ("credit.alert.rule", "rating_ids"),
    ("credit.portfolio", "rating_ids"), ("credit.portfolio", "tag_ids"), ("credit.portfolio", "salesperson_ids"),
    ("credit.followup.strategy", "rating_ids"), ("credit.followup.strategy", "category_ids"),
    ("credit.file.kind", "rating_ids"), ("credit.workbook.schedule", "team_ids"))


@tagged("post_install", "-at_install")
class TestArchivedInRules(CreditCommon):
    """A rule for what is archived by now applies to nobody else."""

    def test_segment_of_an_archived_tag_is_not_everybody(self):
        tag = self.env["res.partner.category"].create({"name": "Retail"})
        rating = self.env["credit.rating"].create({"name": "Retail", "code": "RT", "category_ids": [Command.set(tag.ids)]})
        self.assertFalse(rating._is_for(self.customer))
        tag.active = False
        self._refresh()
        self.assertFalse(rating._is_for(self.customer))

    def test_what_is_archived_stays_named(self):
        made = {
            "res.users": new_test_user(self.env, "archived_user", "base.group_user"),
            "credit.rating": self.env["credit.rating"].create({"name": "Archived", "code": "AR"}),
            **{model: self.env[model].create({"name": "Archived"}) for model in (
                "res.partner.industry", "res.partner.category", "crm.team")}}
        for record in made.values():
            record.active = False
        self._refresh()
        for model, name in NAMED:
            with self.subTest(model=model, field=name):
                named = made[self.env[model]._fields[name].comodel_name]
                self.assertEqual(self.env[model].new({name: [Command.set(named.ids)]})[name]._origin, named)
