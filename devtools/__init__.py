"""Implementation of ``./dev``; everything that runs before the virtual environment exists uses the standard library only."""
