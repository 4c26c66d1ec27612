from . import test_concurrency
from . import test_dispute, test_promise, test_tools_promises, test_tours_promise
from . import test_followup
from . import test_hold
from . import test_hold_online
from . import test_journey_review
from . import test_open_items
from . import test_profile
from . import test_rating
from . import test_review
from . import test_tools_aging
from . import test_tools_exposure
from . import test_tools_followup
from . import test_tools_scoring
from . import test_tours_hold
from . import test_workbook
from . import test_tours_followup
