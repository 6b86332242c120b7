"""Letters of a case: which there are, what each says, how one is made and kept.

`kinds.py` is the list. What a letter says is read as its maker may read it, in `of_*.py`; how it looks is in
`templates/`, in French only.
"""
