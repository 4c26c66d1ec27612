from . import test_journey_review, test_limit_request, test_rating_segment, test_review, test_tours_review

__all__ = [name for name in dir() if name.startswith("test_")]
