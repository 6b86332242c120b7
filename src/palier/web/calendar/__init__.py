"""The dates to keep, by month; and the link at which a calendar outside Palier reads them."""
