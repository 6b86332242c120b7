"""docs/access.md, generated from the table of `access.py`: `python -m palier.cases.access_page`."""

from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "docs/access.md"
HEAD = """# Who sees what

Generated from `src/palier/cases/access.py` by `make docs`; a test fails when the two differ. Both walls read the same
table: a role opens an audience only among the shares of her service or organisation, from the instant a share begins
to the instant it ends.

"""


def document() -> str:
    """The whole page. Needs Django's apps: roles and audiences have their words there."""
    from django.utils.translation import override

    with override("en"):
        return HEAD + "\n".join((_opens(), _records(), _acts(), _shares()))


def _opens() -> str:
    from palier.cases.access import ACCOUNT, CANDIDACIES, OPENS, RECORD
    from palier.cases.enums import Audience

    audiences = list(Audience)
    lines = [
        "## What a role opens\n\n",
        f"| role | {' | '.join(audience.value for audience in audiences)} | record | account | candidacies |\n",
        f"|---|{'---|' * (len(audiences) + 3)}\n",
    ]
    for role, opened in OPENS.items():
        marks = ["yes" if audience in opened else "–" for audience in [*audiences, RECORD, ACCOUNT, CANDIDACIES]]
        lines.append(f"| {role.label} (`{role.value}`) | {' | '.join(marks)} |\n")
    lines += ["\n", *(f"- **{audience.value}**: {audience.label.split(': ')[-1]}\n" for audience in audiences)]
    lines.append("- **record**: the events and looks of one's own organisation, for its data-protection officer\n")
    lines.append(
        "- **account**: what associations owe one's own organisation for the homes it lets; nothing of a case\n"
    )
    lines.append(
        "- **candidacies**: every candidacy of a case whose envelope one opens; without it, those put forward to one's"
        " own service\n"
    )
    return "".join(lines)


def _records() -> str:
    """Every table bound to a case, whatever app it is in."""
    from django.apps import apps

    from palier.cases.enums import Audience
    from palier.cases.models import CaseBound, Share

    bound = [model for model in apps.get_models() if issubclass(model, CaseBound) and model is not Share]
    lines = ["## Where each record stands\n\n", "| audience | records |\n", "|---|---|\n"]
    for audience in [*Audience, None]:
        tables = sorted(model._meta.db_table for model in bound if audience == model.AUDIENCE)
        if tables:
            name = audience.value if audience else "said by each row"
            lines.append(f"| {name} | {', '.join(f'`{table}`' for table in tables)} |\n")
    lines.append(
        "\nThe case itself is read with its envelope. Debts are social: whoever gives homes reads three coded facts of"
        " `household` (rent owed, a plan kept, an over-indebtedness file), never the creditors. An `employer` is"
        " reference data of the installation, bound to no case and listed with nobody.\n"
    )
    return "".join(lines)


def _acts() -> str:
    from palier.cases import access

    acts = {
        "log a call": access.RECEIVE_CALL,
        "bring in her service's follow-up table": access.BRING_FOLLOW_UP,
        "complete the file of a case her service holds": access.WRITE_FILE,
        "move or close a case her service holds": access.MOVE_CASE,
        "start a new case from the facts of one her service closed": access.RECEIVE_CALL,
        "share a case her service holds": access.SHARE_CASE,
        "search among the cases she sees": access.SEARCH_CASES,
        "put forward a household whose case her service holds": access.SHARE_CASE,
        "read the figures of an agreement of her organisation": access.READ_FIGURES,
        "freeze them for a steering committee": access.FREEZE_FIGURES,
    }
    lines = ["## What a role does\n\n", "| act | roles |\n", "|---|---|\n"]
    lines += [f"| {act} | {', '.join(sorted(str(role.label) for role in roles))} |\n" for act, roles in acts.items()]
    return "".join(lines)


def _shares() -> str:
    from palier.cases import access

    holder = ", ".join(access.HOLDER_OPENS)
    named = ", ".join(access.AUTHORISED_OPENS)
    days, year = access.WRITTEN_WITHIN.days, access.AUTHORISED_FOR.days
    return (
        "## What opens a share\n\n| when | to | audiences | until |\n|---|---|---|---|\n"
        f"| a call is received | the holder's service | {holder} | it holds the case no longer |\n"
        f"| the household authorises, in writing | the service it names | {named} | {year} days, or taken back |\n"
        f"| the household authorises, by word | the service it names | {named} | envelope as above; the rest"
        f" {days} days, unless confirmed in writing |\n"
        f"| a lease, a sub-lease or a contract of occupation is signed | the organisations that let and manage |"
        f" {', '.join(access.CONTRACT_OPENS)} | it ends, and {access.TENANCY_KEPT_MONTHS} months more |\n"
        "| the household agrees to be put forward | the landlord's allocation service, and the reservations of the"
        " housing body for a home directed to it | envelope, file | the decision closes the file; the end of the"
        " candidacy, the envelope |\n\n"
        "A share of social or internal information always names a service: the database refuses any other. A service"
        " that receives social information keeps its own internal notes, which no other service opens. When a case is"
        " closed every share but its holder's and those of a contract ends that instant, and none opens again.\n"
    )


def main() -> None:
    import django

    django.setup()
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
