"""Speed of the add-on on generated receivables: ``./dev bench``, see README.md."""
