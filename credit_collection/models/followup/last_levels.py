"""At which level an item was followed up until a day: what was sent or done is evidence and stays."""

from odoo.tools import SQL

LEVEL_DEPENDS = {"credit.followup": ["date", "level_id", "line_ids", "state"]}


def build_last_levels(day):
    """:return: SELECT of ``line_id`` and ``level_id``, that of the last follow-up of the item performed up to ``day``"""
    return SQL(
        """
        SELECT DISTINCT ON (rel.line_id) rel.line_id, followup.level_id
          FROM credit_followup followup
          JOIN credit_followup_line_rel rel ON rel.followup_id = followup.id
         WHERE followup.state IN ('sent', 'done') AND followup.date <= %s
      ORDER BY rel.line_id, followup.date DESC, followup.id DESC
        """, day)
