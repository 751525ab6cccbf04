"""Fills the table of divisions from the shipped file (china-division 2.7.0)."""

from yoyo import step

from venuecode.regions.table import fill_division_table

__depends__ = {"0002_division"}

steps = [step(fill_division_table)]
