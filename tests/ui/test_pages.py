"""The pages of refusals and failures, and the developer's page."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import render
from django.test import RequestFactory, override_settings
from django.urls import include, path
from django.utils.translation import override

from palier.platform.errors import Conflict, Invalid, Refused
from palier.web.components import views
from tests.ui.markup import words

urlpatterns = [path("components/", include("palier.web.components.urls"))]


@pytest.fixture
def request_made():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


def said(response):
    return words(re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0])


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("status", [403, 404, 409, 422, 500, 503])
def test_each_failure_says_what_and_what_to_do(status, language, request_made):
    bare = status >= 500
    with override(language):
        response = render(None if bare else request_made, f"{status}.html", {"reference": "ab12"}, status=status)
    page = response.content.decode()
    assert page.count("<h1>") == 1
    assert len(re.findall(r"data-failure", page)) == 1
    assert "ab12" in said(response)
    assert f'<html lang="{language}">' in page


def test_a_refusal_says_its_own_sentence(request_made):
    with override("en"):
        for failure in (Refused("Only the holder may close it."), Conflict("Signed at noon."), Invalid("Not a home.")):
            response = render(request_made, f"{failure.status}.html", {"failure": failure, "reference": "ab12"})
            assert str(failure.message) in said(response)


def test_fields_that_were_refused_are_listed(request_made):
    failure = Invalid("Correct it.", fields={"rent": "Rent: not an amount."})
    with override("en"):
        assert "Rent: not an amount." in said(render(request_made, "422.html", {"failure": failure}))


def test_what_is_hidden_and_what_is_missing_read_the_same(request_made):
    with override("en"):
        assert said(render(request_made, "404.html", {"failure": Refused("It is hidden.")})) == said(
            render(request_made, "404.html", {})
        )


def test_a_form_too_old_says_that_the_words_are_still_there(request_made):
    with override("en"):
        stale = said(render(request_made, "409.html", {"stale_form": True}))
    assert stale.startswith("This page had been open for too long For your safety, it was not saved.")


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_developers_page_shows_every_component(language, request_made):
    page = views.components(request_made, language).content.decode()
    for part in ("path", "timeline", "reasons", "table", "filters", "pager", "definitions", "tabs", "card", "empty"):
        assert re.search(rf'class="[^"]*\b{part}\b', page), part
    for part in ("progress", "notice", "saved", "error-summary", "status", "selection"):
        assert re.search(rf'class="[^"]*\b{part}\b', page), part
    assert len(re.findall(r"<h1>", page)) == 1
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(identifiers) == sorted(set(identifiers))
