"""Sheets that people upload and download: XLSX and CSV, read piece by piece, written so that no cell is a formula."""
