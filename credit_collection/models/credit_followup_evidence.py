from odoo import api, models
from odoo.tools import SQL


class CreditFollowup(models.Model):
    """Writing the evidence of thousands of follow-ups: the nightly run has no time for one statement per hundred."""

    _inherit = "credit.followup"

    @api.model
    def _insert_evidence(self, vals_list):
        """Create the evidence of a batch in two statements; the ORM takes one for every hundred records.

        :param vals_list: values with the same names for fields of whatever record has them, columns and ``line_ids``
            only, amounts rounded
        :return: the follow-ups
        """
        if not vals_list:
            return self.browse()
        names = sorted(set().union(*vals_list) - {"line_ids"} | {"state"})
        columns = [self._get_insert_column(name, vals_list) for name in names]
        rows = self.env.execute_query(SQL(
            """
            INSERT INTO credit_followup (%(names)s, create_uid, create_date, write_uid, write_date)
            SELECT %(names)s, %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
              FROM UNNEST(%(columns)s) WITH ORDINALITY AS evidence (%(names)s, position)
             ORDER BY position
         RETURNING id
            """,
            names=SQL(", ").join(map(SQL.identifier, names)), columns=SQL(", ").join(columns), uid=self.env.uid,
        ))
        followups = self.browse(row[0] for row in rows)
        followup_ids, line_ids = [], []
        for followup_id, vals in zip(followups.ids, vals_list, strict=True):
            for _command, _id, ids in vals["line_ids"]:
                followup_ids += [followup_id] * len(ids)
                line_ids += ids
        self.env.cr.execute(SQL(
            "INSERT INTO credit_followup_line_rel (followup_id, line_id) SELECT UNNEST(%s::int[]), UNNEST(%s::int[])",
            followup_ids, line_ids))
        self.env["credit.profile"].invalidate_model(["followup_ids", "followup_count"], flush=False)
        return followups

    @api.model
    def _get_insert_column(self, name, vals_list):
        """:return: SQL array of the values of field ``name``, its default where it is not given"""
        field = self._fields[name]
        default = self.default_get([name]).get(name)
        values = [vals.get(name, default) for vals in vals_list]
        if field.type != "monetary":  # amounts are rounded: finding the currency of each takes longer than inserting it
            values = [field.convert_to_column_insert(value, self) for value in values]
        return SQL("%s::%s[]", values, SQL(field.column_type[0]))
