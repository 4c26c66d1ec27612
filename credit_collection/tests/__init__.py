# ruff: noqa: F403 - Odoo runs the modules named test_* that are attributes of this package
from .alert import *
from .approval import *
from .base import *
from .channel import *
from .dispute import *
from .exposure import *
from .followup import *
from .hold import *
from .limit import *
from .policy_change import *
from .profile import *
from .promise import *
from .rating import *
from .review import *
from .score import *
from .workbook import *
from .worklist import *
