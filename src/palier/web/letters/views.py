from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palier.messaging.letters import services
from palier.platform import clock, events
from palier.platform.models import Access

PDF = "application/pdf"


@require_safe
def see_draft(request: HttpRequest, case_id: UUID, kind: str, about: UUID) -> HttpResponse:
    """How it would read if it were made now; nothing is kept but that she looked."""
    content = services.draft(actor=request.actor, case_id=case_id, kind=kind, about=about, on=clock.today())
    events.looked(Access.Action.OPENED, case=case_id, route="letter_draft", reason=kind)
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": "inline"})


@require_POST
def make(request: HttpRequest, case_id: UUID, kind: str, about: UUID) -> HttpResponse:
    """Keep it as the next version, or as the last one where nothing changed."""
    made = services.make_letter(actor=request.actor, case_id=case_id, kind=kind, about=about, at=clock.now())
    words = {"letter": made.get_kind_display(), "n": made.version}
    messages.success(request, _("%(letter)s: version %(n)s is kept below.") % words)
    return redirect("case_documents", case_id)


@require_safe
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """The PDF as it was made. Its name tells the reference, the kind and the version, and nobody's name."""
    found = services.get_letter(request.actor, letter_id)
    events.looked(Access.Action.EXPORTED, case=found.case_id, route="letter", reason=found.kind)
    name = f"{found.case.reference}-{found.kind}-v{found.version}.pdf"
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(bytes(found.content), content_type=PDF, headers={"Content-Disposition": disposition})
