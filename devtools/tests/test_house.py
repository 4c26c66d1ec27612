from collections import Counter

import pytest

from devtools import rooms
from devtools.checks import check_rooms
from devtools.house import House, core, upward

FOLLOWUP = """
    class CreditFollowup(models.Model):
        _name = "credit.followup"
    """
HOLD = """
    class CreditHold(models.Model):
        _name = "credit.hold"
        _inherit = ["mail.thread"]
    """


def references(folder):
    return [(str(found.path), found.line, found.target, found.kind, found.what) for found in core(folder).references()]


def kinds(folder):
    return [found[3] for found in references(folder)]


def test_file_is_in_the_room_of_its_folder():
    assert [rooms.room_of(path) for path in (
        "models/hold/credit_hold.py", "models/hold/parts/a.py", "models/credit_hold.py", "hooks.py", "static/src/a.js",
        "tests/base/test_a.py", "tests/common.py",
    )] == ["hold", "hold", None, None, None, "common", None]


def test_every_room_is_on_one_floor():
    assert max(Counter(room for floor in rooms.FLOORS for room in floor).values()) == 1


def test_room_of_a_model_is_where_it_is_defined_not_where_it_is_extended(tree):
    folder = tree({
        "credit_collection/models/hold/credit_hold.py": HOLD,
        "credit_collection/models/promise/credit_hold.py": "class CreditHold(models.Model):\n    _inherit = 'credit.hold'\n",
        "credit_collection/models/promise/again.py":
            "class CreditHold(models.Model):\n    _name = 'credit.hold'\n    _inherit = ['credit.hold', 'credit.mixin']\n",
        "credit_collection/models/review/credit_review.py":
            "class CreditReview(models.Model):\n    _inherit = ['mail.thread', 'mail.activity.mixin']\n",
    })
    assert core(folder).models == {"credit.hold": "hold", "credit.review": "review"}


def test_model_that_two_rooms_define_belongs_to_none(tree):
    folder = tree({"credit_collection/models/hold/a.py": HOLD, "credit_collection/models/review/a.py": HOLD})
    assert core(folder).models == {}


@pytest.mark.parametrize("code, kind", [
    ("self.env['credit.followup'].search([])", "env"),
    ("env(user=1)['credit.followup']", "env"),
    ("request.env['credit.followup'].sudo()", "env"),
    ("self.pool['credit.followup']", "env"),
    ("followup_id = fields.Many2one('credit.followup')", "comodel"),
    ("followup_ids = fields.One2many(comodel_name='credit.followup', inverse_name='x')", "comodel"),
    ("class CreditFollowup(models.Model):\n    _inherit = 'credit.followup'", "inherit"),
    ("class CreditOther(models.Model):\n    _name = 'credit.other'\n    _inherit = ['credit.followup']", "inherit"),
    ("class CreditOther(models.Model):\n    _name = 'credit.other'\n    _inherits = {'credit.followup': 'x_id'}", "inherit"),
    ("from ..followup import case", "import"),
    ("from ..followup.case import Case", "import"),
    ("from .. import followup", "import"),
    ("from ...tools.followup.calendar import next_day", "import"),
    ("from ...tools import followup", "import"),
    ("from odoo.addons.credit_collection.tools.followup.calendar import next_day", "import"),
    ("import odoo.addons.credit_collection.models.followup.case", "import"),
    ("self.env.ref('credit_collection.plan_default')", "xml-id"),
    ("action = {'res_model': 'credit.followup'}", "name"),
    ("cr.execute('SELECT 1 FROM credit_followup')", "table"),
])
def test_what_refers_to_another_room(tree, code, kind):
    folder = tree({
        "credit_collection/models/followup/credit_followup.py": FOLLOWUP,
        "credit_collection/tools/followup/calendar.py": "",
        "credit_collection/data/followup/plan_data.xml": "<odoo><record id='plan_default' model='x'/></odoo>",
        "credit_collection/models/hold/a.py": code,
    })
    assert [(found[2], found[3]) for found in references(folder)] == [("followup", kind)]


@pytest.mark.parametrize("code", [
    "self.env['res.partner']",
    "values['credit.followup.unknown']",
    "from ...const import LIMIT_MODES",
    "from .credit_check import CreditCheck",
    "from ...tools.hold.prepayments import share",
    "from odoo.addons.sale.models.followup import x",
    "self.env.ref('credit_collection.group_of_security')",
    "'''A text that names credit.followup and FROM nowhere.'''",
])
def test_what_refers_to_no_other_room(tree, code):
    folder = tree({
        "credit_collection/models/followup/credit_followup.py": FOLLOWUP,
        "credit_collection/tools/hold/prepayments.py": "",
        "credit_collection/security/groups.xml": "<odoo><record id='group_of_security' model='x'/></odoo>",
        "credit_collection/models/hold/a.py": code,
    })
    assert references(folder) == []


def test_only_what_points_to_a_higher_floor_is_refused(tree):
    folder = tree({
        "credit_collection/models/followup/credit_followup.py": FOLLOWUP + "    hold_id = fields.Many2one('credit.hold')\n",
        "credit_collection/models/hold/credit_hold.py": HOLD + "    x_id = fields.Many2one('credit.followup')\n",
        "credit_collection/models/channel/a.py": "self.env['credit.followup']",
        "credit_collection/models/profile/a.py": "model = 'credit.followup'",
        "credit_collection/tests/profile/test_a.py": "self.env['credit.followup']",
    })
    found = core(folder).references()
    assert [(found.room, found.target, found.climbs) for found in found] == [
        ("channel", "followup", 0), ("followup", "hold", -1), ("hold", "followup", 1), ("profile", "followup", 4)]
    assert [(found.room, found.kind) for found in upward(found)] == [("hold", "comodel")]


def test_lint_refuses_references_upward_once_that_is_switched_on(tree, capsys):
    folder = tree({
        "credit_collection/models/followup/credit_followup.py": FOLLOWUP,
        "credit_collection/models/hold/a.py": "\nself.env['credit.followup']",
        "credit_collection/models/attic/a.py": "",
    })
    on_no_floor = (folder / "credit_collection", 1, "the room 'attic' is on no floor of devtools/rooms.py")
    assert list(check_rooms(folder, enforced=False)) == [on_no_floor]
    assert "1 references to rooms of higher floors" in capsys.readouterr().out
    assert list(check_rooms(folder, enforced=True)) == [on_no_floor, (
        folder / "credit_collection/models/hold/a.py", 2,
        "env credit.followup: hold is below followup; offer a hook there")]


def test_references_of_another_addon_come_from_the_addon(tree):
    folder = tree({
        "credit_collection/models/followup/credit_followup.py": FOLLOWUP,
        "credit_collection_sms/models/a.py": "from odoo.addons.credit_collection.models.followup import credit_followup",
    })
    other = House(folder / "credit_collection_sms")
    assert [(found.room, found.target) for path in other.trees for found in core(folder).references_of(path, other)] == [
        ("credit_collection_sms", "followup")]
