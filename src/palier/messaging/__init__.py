"""Who is told what: colleagues named in a note, and what changed since one last looked.

Owns mentions and the last visit of each person. A comment is a note of the case (`palier.cases`) that names somebody;
there is no second kind of words. Nothing of a case leaves Palier from here. Serves CP 226-13 (nobody is named in words
that she may not read).
"""
