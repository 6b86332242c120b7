from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from palier.platform import clock, jobs
from palier.platform.errors import Missing
from palier.platform.models import JobRun
from palier.web.jobs import page


@require_safe
def jobs_page(request: HttpRequest) -> HttpResponse:
    """The long work of my service; how the queue of the installation stands, to those who look after it."""
    actor = request.actor
    context = {
        "work": page.work_table(actor),
        "queue": page.queue_stands(clock.now()) if page.may_read(actor) else None,
    }
    return render(request, "web/jobs/jobs.html", context)


@require_safe
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Long work of my service; asked again by its own component while it runs, which gets the component alone."""
    run = _visible(request, job_id)
    template = "web/jobs/progress.html" if request.htmx else "web/jobs/job.html"
    return render(request, template, {"job": page.shown(request.actor, run)})


@require_POST
def job_stop(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Ask the work to stop: it does at its next step, and what it was writing is undone."""
    run = _visible(request, job_id)
    if not run.over:
        jobs.visible_to(request.actor).filter(id=run.id).update(stop_asked=True)
        messages.info(request, _("The work will stop at its next step; nothing will be changed."))
    return redirect("job", run.id)


def _visible(request: HttpRequest, job_id: UUID) -> JobRun:
    run = jobs.visible_to(request.actor).filter(id=job_id).first()
    if run is None:
        raise Missing
    return run
