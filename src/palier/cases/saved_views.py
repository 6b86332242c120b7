"""Lists of cases one comes back to: saved under a name, taken away, put back."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from palier.cases import policies
from palier.cases.models import SavedView
from palier.platform.actor import Actor
from palier.platform.errors import Invalid, Missing
from palier.platform.policy import require

# Codes only: a view that held a name would tell it to the whole service.
CODES = ("whose", "urgency", "waiting", "mine", "sort")
CODE = re.compile(r"-?[A-Za-z0-9_]{1,20}")


@transaction.atomic
def save_view(*, actor: Actor, name: str, filters: Mapping[str, str], shared: bool = False) -> SavedView:
    """Keep the filters of a list under a name; the same name again, the new ones. Raises Invalid without a name."""
    require(policies.may_list_cases(actor))
    name = " ".join(name.split())
    kept = {code: filters[code] for code in CODES if filters.get(code)}
    if not name or len(name) > 60:
        raise Invalid(fields={"name": _("Give the view a name of 60 letters at most.")})
    if not all(CODE.fullmatch(value) for value in kept.values()):
        raise Invalid(fields={"name": _("These filters cannot be kept.")})
    view, _new = SavedView.objects.update_or_create(
        service_id=actor.service,
        owner_id=actor.user,
        name=name,
        removed_at=None,
        defaults={"filters": kept, "shared": shared},
    )
    return view


@transaction.atomic
def remove_view(*, actor: Actor, view_id: UUID, at: datetime) -> SavedView:
    """Take a view of one's own away. Raises Missing for anybody else's."""
    return _set_removed(actor, view_id, at)


@transaction.atomic
def restore_view(*, actor: Actor, view_id: UUID) -> SavedView:
    """Undo a removal. Raises Invalid when another view has taken its name."""
    return _set_removed(actor, view_id, None)


def _set_removed(actor: Actor, view_id: UUID, at: datetime | None) -> SavedView:
    require(policies.may_list_cases(actor))
    mine = SavedView.objects.select_for_update().filter(service_id=actor.service, owner_id=actor.user)
    view = mine.filter(id=view_id, removed_at__isnull=at is not None).first()
    if view is None:
        raise Missing
    if at is None and mine.filter(name=view.name, removed_at=None).exists():
        raise Invalid(_("Another of your views has this name by now."))
    view.removed_at = at
    view.save(update_fields=["removed_at"])
    return view
