"""Exit sheets: what leaves Palier on paper or by paste, for those who are not in it. Each transmission is recorded."""
