"""Who may open each route. A route that is not here fails the sweep: whoever adds one says who may.

`reads` and `acts` name the personas for whom GET, or POST with nothing in it, is more than a refusal; None says that
the method is not offered. The first word of a route's group says how its ids are found (see `Scene.ids`).
"""

from dataclasses import dataclass

from tests.access.personas import HOLDERS, PERSONAS
from tests.factories.world import PEOPLE

Who = frozenset[str]

EVERYBODY: Who = frozenset(PERSONAS)
MEMBERS: Who = frozenset(PEOPLE) | {"narrowed_worker", "withdrawn_worker"}
SIGNED_IN: Who = EVERYBODY - {"anonymous"}
NOBODY: Who = frozenset()

SOCIAL: Who = HOLDERS | {"social_worker", "stranger", "narrowed_worker", "withdrawn_worker"}
# Roles that open envelopes: what each then finds in the list is another question.
ENVELOPES: Who = MEMBERS - {"debt_recovery", "volunteer", "steering", "administrator", "support", "dpo"}
# The case of the scene: its holders, the coordinator, the partner it is shared with, the one whose share narrowed.
CASE: Who = HOLDERS | {"coordinator", "social_worker", "narrowed_worker"}
CASE_FILE: Who = HOLDERS | {"social_worker"}
AUTHOR: Who = frozenset({"adviser"})
OFFICERS: Who = frozenset({"allocation_officer", "committee_secretary"})
ADMINISTRATORS: Who = frozenset({"administrator"})
# Homes opened to the agreement are shown to those who house or follow; a stranger lists what is shown to her: nothing.
LISTS_HOMES: Who = ENVELOPES
SEES_HOME: Who = LISTS_HOMES - {"stranger"}
OFFICER: Who = frozenset({"allocation_officer"})
RENTAL: Who = frozenset({"rental_manager"})
LANDLORD: Who = frozenset({"allocation_officer", "committee_secretary", "landlord_adviser"})
# The landlord's people, and those of the association, which has homes of its own.
OWN_STOCK: Who = LANDLORD | RENTAL | {"residence_manager", "social_worker", "narrowed_worker", "withdrawn_worker"}
ASSOCIATION: Who = OWN_STOCK - LANDLORD
KEEPERS: Who = frozenset({"rental_manager", "residence_manager"})


ENTRY = ("entry_contact", "entry_act", "entry_missed")
LIFE = ("criteria", "line", "unpaid", "review", "told", "outcome")
TENANCIES: Who = HOLDERS | KEEPERS | {"landlord_adviser", "social_worker", "stranger"}
TENANCIES |= {"narrowed_worker", "withdrawn_worker", "debt_recovery"}
KEEP_TENANCY: Who = HOLDERS | KEEPERS | {"landlord_adviser", "social_worker", "narrowed_worker", "withdrawn_worker"}
# Those who sit in partner meetings, and those whose service has a seat at the scene's.
MEETS: Who = SOCIAL | {"coordinator", *LANDLORD, "reservation_officer", "residence_manager"}
SEATED: Who = HOLDERS | {"coordinator", "social_worker", *OFFICERS}

# The draft agreement of the scene has two parties, and only one of them has people who write agreements.
PARTIES: Who = HOLDERS | {"coordinator", "administrator", "dpo", "reservation_officer", "steering", "stranger"}
WRITERS: Who = frozenset({"coordinator", "administrator"})


@dataclass(frozen=True)
class Rule:
    """`own`: a page about its reader alone, or before anybody is known; asked of everybody, and no mark may show."""

    reads: Who | None = None
    acts: Who | None = None
    own: bool = False


OWN = Rule(own=True)


ACCOUNT = (
    "account account_change_password account_confirm_login_code account_email account_email_verification_sent "
    "account_inactive account_login account_logout account_reauthenticate account_reset_password "
    "account_reset_password_done account_reset_password_from_key account_reset_password_from_key_done "
    "account_set_password account_signup demo_mail demo_sign_in mfa_activate_totp mfa_authenticate "
    "mfa_deactivate_totp mfa_download_recovery_codes mfa_generate_recovery_codes mfa_index mfa_reauthenticate "
    "mfa_trust mfa_view_recovery_codes openid_connect_callback openid_connect_login set_language "
    "socialaccount_connections socialaccount_login_cancelled socialaccount_login_error socialaccount_signup "
    "usersessions_list"
).split()

RULES: dict[str, Rule] = {
    "today": Rule(reads=MEMBERS),
    "calendar": Rule(reads=MEMBERS),
    # Her own link; what it opens is asked in tests/messaging/test_calendars.py.
    "calendar_link": Rule(acts=MEMBERS),
    "calendar_link_end": Rule(acts=MEMBERS),
    "calendar_feed": OWN,
    "alerts": Rule(reads=MEMBERS, acts=MEMBERS),
    # A signed link that stops its reader's e-mails; what it stops is asked in tests/messaging/test_alerts.py.
    "alerts_stop": OWN,
    "jobs": Rule(reads=MEMBERS),
    "cases": Rule(reads=ENVELOPES),
    "call": Rule(reads=SOCIAL, acts=SOCIAL),
    # The table of the scene is the service's of the holders; it waits for its columns to be said.
    "follow_up_files": Rule(reads=SOCIAL),
    "follow_up_new": Rule(reads=SOCIAL, acts=SOCIAL),
    "follow_up_file": Rule(reads=HOLDERS),
    "follow_up_columns": Rule(reads=HOLDERS, acts=HOLDERS),
    "follow_up_words": Rule(reads=HOLDERS, acts=HOLDERS),
    "follow_up_bring": Rule(acts=HOLDERS),
    "follow_up_drop": Rule(acts=HOLDERS),
    "follow_up_refused": Rule(reads=HOLDERS),
    "search": Rule(acts=ENVELOPES),
    # An address of somebody else's search: nobody's but hers.
    "search_results": Rule(reads=NOBODY),
    "case": Rule(reads=CASE),
    "case_household": Rule(reads=CASE_FILE, acts=CASE_FILE),
    "case_note": Rule(acts=CASE),
    "case_fact_new": Rule(reads=HOLDERS, acts=HOLDERS),
    "case_fact": Rule(reads=HOLDERS, acts=HOLDERS),
    "case_fact_remove": Rule(acts=HOLDERS),
    "case_fact_restore": Rule(acts=HOLDERS),
    "case_applicant": Rule(acts=HOLDERS),
    "case_employer": Rule(reads=HOLDERS, acts=HOLDERS),
    "employers": Rule(reads=SOCIAL),
    "case_documents": Rule(reads=CASE_FILE, acts=HOLDERS),
    # Made from the case of the scene; the letter of the scene is of its file.
    "letter_draft": Rule(reads=HOLDERS),
    "letter_make": Rule(acts=HOLDERS),
    "letter": Rule(reads=CASE_FILE),
    "case_close": Rule(reads=HOLDERS, acts=HOLDERS),
    # The case of the scene runs: nothing starts from it yet.
    "case_start_again": Rule(acts=NOBODY),
    # Her own words, and only once: the note of the scene is the adviser's, and has not been withdrawn.
    "case_note_withdraw": Rule(acts=AUTHOR),
    "case_note_restore": Rule(acts=NOBODY),
    "case_story": Rule(reads=CASE),
    "case_brief": Rule(reads=CASE),
    "cases_pass_on": Rule(acts=SOCIAL),
    # Nobody has passed anything on in the scene.
    "cases_take_back": Rule(acts=NOBODY),
    # The cover of the scene is the adviser's; the team lead may end it for her, and nobody has yet.
    "cover": Rule(reads=SOCIAL, acts=SOCIAL),
    "cover_end": Rule(acts=AUTHOR | {"team_lead"}),
    "cover_resume": Rule(acts=NOBODY),
    "case_view_save": Rule(acts=ENVELOPES),
    "case_view_remove": Rule(acts=AUTHOR),
    "case_view_restore": Rule(acts=NOBODY),
    "case_move": Rule(acts=HOLDERS),
    "case_wait": Rule(acts=HOLDERS),
    "case_wait_undo": Rule(acts=HOLDERS),
    "case_sheets": Rule(reads=HOLDERS),
    "case_sheet": Rule(reads=HOLDERS, acts=HOLDERS),
    # What is social, of the case and of its joint assessment: each of its two services writes some sections.
    "case_assessment": Rule(reads=CASE_FILE),
    "diagnosis": Rule(reads=HOLDERS, acts=HOLDERS),
    "urgent_orientation": Rule(reads=HOLDERS, acts=HOLDERS),
    "assessment_begin": Rule(acts=HOLDERS),
    "assessment": Rule(reads=CASE_FILE),
    "assessment_print": Rule(reads=CASE_FILE),
    "assessment_section": Rule(reads=CASE_FILE, acts=HOLDERS),
    "assessment_remark": Rule(acts=frozenset({"social_worker"})),
    **{f"assessment_{act}": Rule(acts=CASE_FILE) for act in ("orientation", "reading", "sign")},
    # The mandate of the scene: ordered by the holders, asked of the social worker's service.
    "case_support": Rule(reads=CASE, acts=HOLDERS),
    **{
        f"mandate_{act}": Rule(acts=frozenset({"social_worker"}))
        for act in ("accept", "refuse", "report", "renew", "visit")
    },
    **{f"mandate_{act}": Rule(acts=HOLDERS) for act in ("withdraw", "again", "decide")},
    "mandate_close": Rule(acts=HOLDERS | {"social_worker"}),
    "case_candidacies": Rule(reads=CASE),
    "candidacy_new": Rule(reads=HOLDERS, acts=HOLDERS),
    "slide_new": Rule(reads=HOLDERS, acts=HOLDERS),
    "candidacy_outside": Rule(reads=HOLDERS, acts=HOLDERS),
    # The candidacy of the scene: a household of the holders, put forward for a home of the landlord's own share.
    "candidacies": Rule(reads=ENVELOPES),
    "candidacy": Rule(reads=HOLDERS | OFFICERS | {"coordinator"}),
    **{
        f"candidacy_{act}": Rule(acts=OFFICERS)
        for act in ("designate", "complete", "decide", "condition", "offer", "no_answer", "unclaimed", "sign", "slide")
    },
    **{f"candidacy_{act}": Rule(acts=HOLDERS | OFFICERS) for act in ("accept", "refuse", "withdraw")},
    # A place of the association's residence: the same household, whom its manager reads.
    "place_candidacy_new": Rule(reads=HOLDERS, acts=HOLDERS),
    "place_arrival_take_back": Rule(acts=KEEPERS),
    "place_candidacy": Rule(reads=HOLDERS | KEEPERS | {"coordinator"}),
    **{f"place_candidacy_{step}": Rule(acts=HOLDERS) for step in ("siao_requested", "siao_oriented")},
    **{f"place_candidacy_{step}": Rule(acts=HOLDERS | KEEPERS) for step in ("accepted", "declined", "withdrawn")},
    **{
        f"place_candidacy_{step}": Rule(acts=KEEPERS)
        for step in (
            *("received", "visited", "admitted", "waiting_list", "deferred", "refused", "place_offered"),
            *("contract_signed", "arrived"),
        )
    },
    "vacancy_candidates": Rule(reads=OFFICERS),
    "outside_rank": Rule(acts=OFFICERS),
    "outside_end": Rule(acts=OFFICERS),
    # The title of the scene is of another case, a sub-lease of the landlord's to the association.
    "tenancies": Rule(reads=TENANCIES),
    "case_tenancies": Rule(reads=HOLDERS),
    **{f"begin_{kind}": Rule(reads=HOLDERS, acts=HOLDERS) for kind in ("temporary_occupancy", "sublease", "lease")},
    **{f"tenancy_{act}": Rule(acts=KEEP_TENANCY) for act in ("insure", "inventory", "deposit", "notice")},
    **{f"tenancy_{act}": Rule(acts=KEEP_TENANCY) for act in ("sublease_end", "give_back")},
    **{f"tenancy_{act}": Rule(acts=KEEP_TENANCY) for act in LIFE},
    # It is no lease of a household that was promised anything.
    **{f"tenancy_{act}": Rule(acts=NOBODY) for act in ENTRY},
    "case_news": Rule(acts=HOLDERS),
    "ready": Rule(reads=ENVELOPES),
    "case_readiness": Rule(reads=CASE_FILE),
    # The certificate of the scene is prepared by the association's social worker; a second beginning is the same.
    "readiness_begin": Rule(acts=frozenset({"social_worker"})),
    **{f"readiness_{act}": Rule(acts=frozenset({"social_worker"})) for act in ("write", "sign", "withdraw")},
    "readiness_terms": Rule(reads=PARTIES, acts=frozenset({"coordinator"})),
    "tenancy_lines": Rule(reads=KEEP_TENANCY, acts=KEEP_TENANCY),
    "account_take_back": Rule(acts=KEEP_TENANCY),
    # The line of the scene counts.
    "account_restore": Rule(acts=NOBODY),
    "owed": Rule(reads=frozenset({"debt_recovery"})),
    # It is no contract of occupation and no lease.
    **{f"tenancy_{act}": Rule(acts=NOBODY) for act in ("departure", "end")},
    "accreditations": Rule(reads=MEMBERS, acts=WRITERS),
    "case_sharing": Rule(reads=CASE),
    "case_inform": Rule(acts=HOLDERS),
    "case_authorise": Rule(acts=HOLDERS),
    "case_confirm": Rule(acts=HOLDERS),
    "case_withdraw": Rule(acts=HOLDERS),
    "meetings": Rule(reads=MEETS),
    "meeting_convene": Rule(reads=MEETS, acts=MEETS),
    "meeting": Rule(reads=SEATED),
    **{f"meeting_{page}": Rule(reads=SEATED) for page in ("screen", "paper")},
    "meeting_board_workbook": Rule(reads=SEATED),
    # Sent with no home and no household there is nothing to give.
    "meeting_board": Rule(reads=SEATED, acts=NOBODY),
    # The meeting of the scene still runs: nothing is added to its record yet.
    "meeting_record": Rule(reads=SEATED, acts=NOBODY),
    "meeting_line": Rule(reads=SEATED, acts=SEATED),
    **{f"meeting_{act}": Rule(acts=SEATED) for act in ("put_on", "topic", "room", "task", "take_up", "take_back")},
    # Something was decided on the line of the scene; it says so.
    "meeting_put_off": Rule(acts=SEATED),
    "meeting_close": Rule(acts=HOLDERS | {"coordinator"}),
    # The adviser's task: her service's.
    **{f"task_{act}": Rule(acts=HOLDERS | {"coordinator"}) for act in ("done", "again")},
    "case_homes": Rule(reads=CASE_FILE),
    # Nothing was computed in the scene.
    "case_homes_workbook": Rule(reads=NOBODY),
    "case_home": Rule(reads=CASE_FILE, acts=CASE_FILE),
    "case_ranks": Rule(reads=CASE_FILE),
    # Nothing was computed in the scene.
    "case_rank": Rule(reads=NOBODY),
    **dict.fromkeys(("shortlist", "shortlist_workbook"), Rule(reads=OFFICERS)),
    "communes": Rule(reads=MEMBERS),
    "homes": Rule(reads=LISTS_HOMES),
    "home": Rule(reads=SEES_HOME),
    # Without a home ticked there is nothing to open.
    "homes_open": Rule(acts=NOBODY),
    "vacancy_open": Rule(acts=OFFICER),
    "vacancy_withdraw": Rule(acts=OFFICER),
    "vacancy_reopen": Rule(acts=OFFICER),
    "vacancies": Rule(reads=OWN_STOCK),
    "vacancy_new": Rule(reads=OFFICER, acts=OFFICER),
    "vacancy": Rule(reads=LANDLORD),
    "vacancy_step": Rule(acts=OFFICER),
    "charge_rates": Rule(reads=OFFICER | RENTAL, acts=OFFICER | RENTAL),
    # The residence of the scene is the association's.
    "residences": Rule(reads=OWN_STOCK),
    "residence": Rule(reads=ASSOCIATION),
    "residence_plan": Rule(acts=KEEPERS),
    "place": Rule(reads=ASSOCIATION),
    # Something takes the place of the scene: a conflict is an answer.
    **{f"place_{act}": Rule(acts=RENTAL) for act in ("left", "keep")},
    **{f"place_{act}": Rule(acts=KEEPERS) for act in ("take", "free", "cancel", "retake")},
    "notice_files": Rule(reads=OFFICER | RENTAL),
    "notice_file_new": Rule(reads=OFFICER | RENTAL, acts=OFFICER | RENTAL),
    "notice_file": Rule(reads=OFFICER),
    "notice_file_apply": Rule(acts=OFFICER),
    "notice_file_drop": Rule(acts=OFFICER),
    "home_left": Rule(acts=OFFICER),
    "home_stay": Rule(acts=OFFICER),
    # The rental manager of the association has a stock of her own to bring in, and none of the landlord's files.
    "stock_imports": Rule(reads=OFFICER | RENTAL),
    "stock_import_new": Rule(reads=OFFICER | RENTAL, acts=OFFICER | RENTAL),
    "stock_import": Rule(reads=OFFICER),
    "stock_import_apply": Rule(acts=OFFICER),
    "stock_import_drop": Rule(acts=OFFICER),
    "stock_import_errors": Rule(reads=OFFICER),
    "stock_import_refused": Rule(reads=OFFICER),
    "stock_import_correct": Rule(acts=OFFICER),
    "job": Rule(reads=OFFICERS),
    "job_stop": Rule(acts=OFFICERS),
    # What everybody may know: no case is on it.
    "law_in_force": Rule(reads=SIGNED_IN),
    "members": Rule(reads=MEMBERS),
    "letterhead": Rule(reads=ADMINISTRATORS, acts=ADMINISTRATORS),
    "invite": Rule(reads=ADMINISTRATORS, acts=ADMINISTRATORS),
    "open_service": Rule(reads=ADMINISTRATORS, acts=ADMINISTRATORS),
    "join_request": Rule(reads=ADMINISTRATORS, acts=ADMINISTRATORS),
    "withdraw_invitation": Rule(acts=ADMINISTRATORS),
    "member": Rule(reads=ADMINISTRATORS, acts=ADMINISTRATORS),
    "end_membership": Rule(acts=ADMINISTRATORS),
    "resume_membership": Rule(acts=ADMINISTRATORS),
    "remove_second_factor": Rule(acts=ADMINISTRATORS),
    "invitation": OWN,
    "join": OWN,
    "ask_to_join": OWN,
    "switch_service": OWN,
    "agreement": Rule(reads=MEMBERS),
    "agreement_draft": Rule(reads=WRITERS, acts=WRITERS),
    "agreement_page": Rule(reads=PARTIES),
    "agreement_amend": Rule(reads=WRITERS, acts=WRITERS),
    "agreement_parties": Rule(reads=WRITERS, acts=WRITERS),
    "add_party": Rule(acts=WRITERS),
    "remove_party": Rule(acts=WRITERS),
    "add_commitment": Rule(reads=WRITERS, acts=WRITERS),
    "remove_commitment": Rule(acts=WRITERS),
    "grid": Rule(reads=PARTIES),
    "grid_compute": Rule(acts=frozenset({"coordinator"})),
    # The work of the scene is another's.
    "grid_preview": Rule(reads=NOBODY),
    "grid_publish": Rule(reads=frozenset({"coordinator"}), acts=frozenset({"coordinator"})),
    "agreement_sign": Rule(reads=WRITERS, acts=WRITERS),
    # The agreement of the scene is a draft, with nothing counted yet. The worker alone makes a report: who may open one
    # is asked in tests/reporting.
    "figures": Rule(reads=frozenset({"coordinator", "steering", "team_lead"})),
    **dict.fromkeys(("report", "report_behind", "report_workbook", "report_paper"), Rule(reads=NOBODY)),
    "report_freeze": Rule(acts=NOBODY),
    # Sign-in, second factors, sessions and languages: the account of whoever asks.
    **dict.fromkeys(ACCOUNT, OWN),
}
