"""Every page is for members of a service unless it says otherwise: denied by default."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

View = TypeVar("View", bound=Callable[..., HttpResponse])


def for_any_user(view: View) -> View:
    """A page a signed-in person may use before she belongs to a service: her account, an invitation, asking to join."""
    view.for_any_user = True  # type: ignore[attr-defined]
    return view


class MembersOnly:
    """Sends a signed-in stranger to the page where one asks to join. Sign-in itself is not ours to guard."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        open_to_strangers = (
            getattr(view, "for_any_user", False)
            or not getattr(view, "login_required", True)
            or view.__module__.startswith("allauth.")
        )
        if request.actor is None and request.user.is_authenticated and not open_to_strangers:
            return redirect("join")
        return None
