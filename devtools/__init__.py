"""Implementation of ``./dev``; what runs before the virtual environment exists uses the standard library only."""
