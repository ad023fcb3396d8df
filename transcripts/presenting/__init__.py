"""Rows put into the shape that pages and downloads show."""
