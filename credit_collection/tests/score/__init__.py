from . import test_score, test_tools_scoring
