from . import agreement, application
