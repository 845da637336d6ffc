"""The workbook's sheets, one module each; `rar.packet.workbook` puts them together.

cells.py says what a table and its cells are, sheets.py writes them, places.py and live.py where the
cells are that formulas point to. Everything a formula shows has our own number beside it.
"""
