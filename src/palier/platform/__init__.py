"""What every app stands on and no household's word appears in: clock, errors, actor, walls, events, jobs.

Owns the two append-only tables (`event`, `access`) and the visible state of long work (`job_run`).
Does not own any rule of the domain.
"""
