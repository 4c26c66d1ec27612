from . import paper_time
