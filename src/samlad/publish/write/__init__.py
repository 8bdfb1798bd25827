"""One manuscript or table, written as typst, Word, XLSX, CSV, JSON (and HTML)."""
