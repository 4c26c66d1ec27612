from odoo import api, models
from odoo.tools import SQL

from ...tools.exposure.aging import BUCKETS
from ..common.bulk import flush, is_settled
from ..common.sql import get_root_sql, to_array
from .ledger import LEDGER_DEPENDS, build_all_entries
from .payments import build_registered
from .values import DETAILS, ITEM_DEPENDS, WITHOUT_MOVE, Exclusion


class CreditOpenItem(models.AbstractModel):
    """The door to the one source of what customers owe: for today, any past day and any day to come.

    * ``_get_items(day, condition)``: rows of all there is to know, for lists, reports and sheets
    * ``_build_items(day, condition)``: the same as SQL, to be joined or summed up
    * ``_read(profiles, day)``: plain :class:`OpenItem`, for decisions
    * ``_get_exclusions()``: what leaves an item out of collection; rooms and add-ons register theirs

    Nothing here asks for access rights: that is the business of who shows the result.
    """

    _name = "credit.open.item"
    _description = "Open Items of Any Day"

    # Registration

    @api.model
    def _get_exclusions(self):
        """What leaves items out of collection, in their order.

        Register by ``return [*super()._get_exclusions(), Exclusion(…)]``; the sequence decides, never the order of imports.

        :return: list of :class:`Exclusion`
        """
        return [
            Exclusion(
                10, "excluded", self.env._("Excluded from Follow-up"), is_whole=True,
                sql=lambda alias, day: SQL("line.no_followup IS TRUE"), get=lambda: [("no_followup", "=", True)]),
            Exclusion(
                20, "excluded", self.env._("Excluded from Follow-up"), is_whole=True,
                sql=lambda alias, day: SQL("move.payment_state = 'blocked'"),
                get=lambda: [("move_id.payment_state", "=", "blocked")]),
            Exclusion(
                30, "on_its_way", self.env._("Uncleared Payment"), column="on_its_way",
                sql=self._get_announced_sql, get_many=self._get_announced_amounts, ledger_sql=SQL("item.announced"),
                depends={name: LEDGER_DEPENDS[name] for name in ("account.payment", "account.move")}),
            # What is matched by entries dated later is not open now: only a list of a day has it.
            Exclusion(
                40, "post_dated", self.env._("Post-dated Receipt"), column="post_dated",
                sql=lambda alias, day: SQL("0"), get=lambda line, day: 0.0,
                ledger_sql=SQL("GREATEST(item.residual - GREATEST(line.amount_residual, 0), 0)")),
        ]

    @api.model
    def _get_sorted_exclusions(self):
        return sorted(self._get_exclusions(), key=lambda exclusion: exclusion.sequence)

    @api.model
    def _get_partial_exclusions(self):
        """:return: the exclusions of a part of an item, in their order"""
        return [exclusion for exclusion in self._get_sorted_exclusions() if not exclusion.is_whole]

    @api.model
    def _get_whole_exclusions(self):
        """:return: the exclusions of whole items, in their order"""
        return [exclusion for exclusion in self._get_sorted_exclusions() if exclusion.is_whole]

    @api.model
    def _get_statuses(self):
        """:return: selection of the status of an open item"""
        excluded = {exclusion.code: exclusion.label for exclusion in self._get_sorted_exclusions()}
        return [
            ("collectible", self.env._("Collectible")), *excluded.items(), ("credit", self.env._("Open Credit")),
            ("difference", self.env._("Currency Difference")),
        ]

    @api.model
    def _get_announced_sql(self, alias, day):
        """:return: SQL of what payments without an entry cover of the item ``alias``, whatever their date"""
        # One small object for the whole statement: few invoices have such a payment.
        return SQL(
            "COALESCE(((SELECT JSONB_OBJECT_AGG(line_id, announced) FROM (%s) registered)->>%s::text)::numeric, 0)",
            build_registered(day), SQL.identifier(alias, "id"))

    @api.model
    def _get_announced_amounts(self, lines, day):
        """:return: ``{line: amount}``: what payments without an entry cover, whatever their date, in company currency; below
            zero of credits that are being paid back"""
        waiting, amounts = lines.filtered(lambda line: line.move_id.payment_state in ("in_payment", "paid")), {}
        if waiting:
            self._flush()
            registered = build_registered(day, to_array(waiting.partner_id.commercial_partner_id.ids))
            amounts = dict(self.env.execute_query(SQL(
                "SELECT line_id, announced FROM (%s) registered WHERE line_id = ANY(%s)", registered, to_array(waiting.ids))))
        return {line: float(amounts.get(line.id, 0.0)) for line in lines}

    # What add-ons know of them

    @api.model
    def _get_item_notes(self, day):
        """Hook: what is told to customers of open items, on letters and pages. Asked for each item: keep it, see
        ``bulk.get_kept``.

        :return: ``{item id: text in the language of the environment}``
        """
        return {}

    @api.model
    def _request_small_write_offs(self, line_ids):
        """Hook: ask for small rests to be written off, with the approval that it takes. The right is the caller's business.

        :param line_ids: ids of open debts
        :return: the records that were made; None where no add-on writes off
        """
        return None

    # Lists

    @api.model
    def _flush(self):
        """Write pending changes of all columns that the statements read."""
        if is_settled(self.env):
            return
        depends = {model: set(names) for model, names in ITEM_DEPENDS.items()}
        for exclusion in self._get_exclusions():
            for model, names in exclusion.depends.items():
                depends.setdefault(model, set()).update(names)
        flush(self.env, depends)

    @api.model
    def _get_items(self, day, condition=None):
        """:return: list of dicts, one per item that is open at the end of ``day``, by due date"""
        items = self._build_items(day, condition)
        return self.env.execute_query_dict(SQL("SELECT * FROM (%s) item ORDER BY due_date, id", items))

    @api.model
    def _build_items(self, day, condition=None, partners=None):
        """Build the statement with a row per item that is open at the end of ``day``.

        Disputes, promises and exclusions are those of now. A credit has neither age nor bucket. An
        item open in one currency only has the status ``difference``: nobody owes it.

        :param SQL condition: on ``line``, ``move``, ``partner`` (who is named on the item), ``company``, ``profile``, ``item``
        :param SQL partners: array of the commercial partners whose items are wanted, for some thousands of them: without it
            the changes of the whole ledger since ``day`` are looked at
        :return: SQL of a SELECT with the columns of ``credit.open.item.report``, and ``root_id``
        """
        self._flush()
        return self._build_items_unflushed(day, condition, partners)

    @api.model
    def _build_items_unflushed(self, day, condition=None, partners=None):
        parts = [(exclusion.column, exclusion) for exclusion in self._get_partial_exclusions()]
        excluded = SQL(" + ").join(SQL.identifier("item", name) for name, _exclusion in parts)
        return SQL(
            """
            SELECT item.*,
                   CASE WHEN item.residual < 0 OR item.excluded_as IS NOT NULL OR item.is_difference THEN 0
                        ELSE GREATEST(item.residual - (%(excluded)s), 0) END AS collectible_amount,
                   CASE WHEN item.residual < 0 OR item.is_difference THEN NULL ELSE %(bucket)s END AS bucket,
                   %(status)s AS status
              FROM (%(entries)s) item
            """,
            excluded=excluded, bucket=self._get_bucket_sql(), status=self._get_status_sql(excluded),
            entries=self._build_columns(day, None, condition, partners),
        )

    @api.model
    def _build_columns(self, day, names, condition=None, partners=None):
        """
        :param SQL partners: array of the commercial partners whose items are wanted; all without
        :return: SQL of some columns of the items, all for None, and of ``is_difference``. PostgreSQL does not leave out by
            itself what nobody asks for: the statement is made of several
        """
        columns = self._get_detail_columns(day, knows_later=day >= self.env.company._get_credit_today())
        select = SQL(", ").join(
            SQL("%s AS %s", columns[name], SQL.identifier(name)) for name in (columns if names is None else names))
        joins = self._get_customer_joins() if names and WITHOUT_MOVE.issuperset(names) else self._get_detail_joins()
        return build_all_entries(day, select, joins=joins, condition=condition, partners=partners)

    @api.model
    def _get_detail_columns(self, day, knows_later=True):
        """Columns of the list of open items; rooms and add-ons add theirs.

        :param bool knows_later: whether receipts dated after ``day`` are known, as on any day but a past one
        :return: ``{name: SQL on line, move, partner, company, profile, item}``
        """
        days = SQL("CASE WHEN item.residual < 0 THEN 0 ELSE GREATEST(%s::date - item.due_date, 0) END", day)
        columns = {
            **{name: SQL(column) for name, column in DETAILS.items()},
            "root_id": get_root_sql("company"),
            "days_overdue": days,
            # What is neither paid nor covered by registered payments, of a credit what is not being paid back.
            "owed": SQL("item.owed"),
            "owed_currency": SQL(
                "CASE WHEN item.owed = item.residual THEN item.residual_currency "
                "ELSE ROUND(item.residual_currency * item.owed / item.residual, 4) END"),
            "excluded_as": SQL("CASE %s END", SQL(" ").join(
                SQL("WHEN %s THEN %s", exclusion.sql("line", day), exclusion.code)
                for exclusion in self._get_whole_exclusions())),
        }
        for exclusion in self._get_partial_exclusions():
            value = exclusion.ledger_sql or exclusion.sql("line", day)
            unknown = exclusion.code == "post_dated" and not knows_later
            columns[exclusion.column] = SQL("CASE WHEN item.residual > 0 THEN %s ELSE 0 END", SQL("0") if unknown else value)
        return columns

    @api.model
    def _get_detail_joins(self):
        return SQL("JOIN account_move move ON move.id = line.move_id %s", self._get_customer_joins())

    @api.model
    def _get_customer_joins(self):
        return SQL(
            """
              JOIN res_company company ON company.id = line.company_id
              JOIN res_partner partner ON partner.id = line.partner_id
         LEFT JOIN credit_profile profile ON profile.partner_id = partner.commercial_partner_id AND profile.company_id = %s
            """, get_root_sql("company"))

    @api.model
    def _get_status_sql(self, excluded):
        parts = [SQL("WHEN %s > 0 THEN %s", SQL.identifier("item", exclusion.column), exclusion.code)
                 for exclusion in self._get_partial_exclusions()]
        return SQL(
            "CASE WHEN item.is_difference THEN 'difference' WHEN item.residual < 0 THEN 'credit' "
            "WHEN item.excluded_as IS NOT NULL THEN item.excluded_as "
            "WHEN item.residual > %s THEN 'collectible' %s ELSE 'collectible' END", excluded, SQL(" ").join(parts))

    @api.model
    def _get_bucket_sql(self, buckets=BUCKETS):
        """:return: SQL of the aging bucket, from the same table as :func:`~...tools.exposure.aging.find_bucket`"""
        branches = [
            SQL("WHEN item.days_overdue <= %s THEN %s", bucket.last_day, bucket.code)
            for bucket in buckets if bucket.last_day is not None
        ]
        return SQL("CASE %s ELSE %s END", SQL(" ").join(branches), buckets[-1].code)

    @api.model
    def _get_bucket_labels(self, buckets):
        """:return: ``{code of a bucket: its name}``"""
        standard = dict(self.env["credit.open.item.report"]._fields["bucket"]._description_selection(self.env))
        labels = {}
        for bucket in buckets:
            if bucket.code in standard:
                labels[bucket.code] = standard[bucket.code]
            elif bucket.last_day is None:
                labels[bucket.code] = self.env._("Over %(days)s days", days=bucket.first_day - 1)
            else:
                labels[bucket.code] = self.env._("%(first)s–%(last)s days", first=bucket.first_day, last=bucket.last_day)
        return labels
