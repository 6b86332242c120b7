"""The follow-up table a service kept before Palier (CSV or XLSX), brought in as cases: one line a household.

`fields` and `words` propose what columns and words mean, the person decides; `table`, `cells` and `reading` are pure.
Nothing that is written in a line is lost: it is on the case, in its note, or in the report.
"""
