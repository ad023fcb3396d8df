"""Rows in great number, and what pages and searches cost among them: for the benchmark commands and their tests."""
