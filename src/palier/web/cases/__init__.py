"""The screens of a case: the call, the caseload, the story, the household, the homes that fit, who sees what."""
