"""Arrays of thousands of values in a statement. One text is read several times as fast as a list of constants, and
PostgreSQL plans for the number of its values."""

from odoo.tools import SQL


def to_array(values, column_type="int"):
    """
    :param values: of one type, with None for NULL
    :param str column_type: type of the elements in PostgreSQL
    :return: SQL of the array of ``values``
    """
    quote = _quote if column_type in ("varchar", "text") else str
    elements = ",".join("NULL" if value is None else quote(value) for value in values)
    return SQL("%s::%s[]", f"{{{elements}}}", SQL(column_type))


def _quote(value):
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
