"""Who is told what: colleagues named in a note, and what changed since one last looked.

Owns mentions, the last visit of each person, calendars read elsewhere, alerts, reminders and missed dates. A comment
is a note of the case (`palier.cases`) that names somebody; there is no second kind of words. An e-mail tells nothing of
a case; a calendar read elsewhere, references and kinds of dates. Serves CP 226-13 (nobody is named in words that she
may not read).
"""
