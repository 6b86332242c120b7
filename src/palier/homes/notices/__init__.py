"""The landlord's weekly list of notices (congés): one line a home. The one file that announces vacancies."""
