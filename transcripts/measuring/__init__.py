"""Rows in great number and what pages cost among them: for `manage.py benchmark_pages` and tests of long meetings."""
