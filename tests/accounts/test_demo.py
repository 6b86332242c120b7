"""The demo's people are let in by a click on this very machine, and nowhere else; its e-mails are shown there."""

import pytest
from django.core import mail
from django.urls import reverse

from palier.accounts import demo
from palier.accounts.mail import NotSent, send
from palier.accounts.models import Mail, User
from palier.organisations.models import Membership
from tests.accounts.people import make_person, words

HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture
def invented(world, settings):
    settings.DEMO = True
    settings.PRIVATE_SERVER = True
    user = User.objects.create_user(f"claire{demo.DOMAIN}", first_name="Claire", last_name="Morel", language="en")
    service = world.services["social"]
    Membership.objects.create(user=user, service=service, role="adviser", started_on="2025-01-01")
    return user


def become(client, user, **extra):
    return client.post(reverse("demo_sign_in"), {"person": str(user.id)}, **(HERE | extra))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_sign_in_page_offers_them_by_role_with_what_to_try_first(client, invented, language):
    client.cookies.load({"django_language": language})
    page = words(client.get(reverse("account_login"), **HERE))
    assert "Claire Morel" in page
    assert ("Enregistrez un appel" if language == "fr" else "Log a call") in page


def test_one_click_signs_in(client, invented):
    assert not invented.has_usable_password()
    assert become(client, invented).url == reverse("today")
    assert client.get(reverse("members"), **HERE).status_code == 200
    assert "This one" in words(client.get(reverse("usersessions_list"), **HERE))


def test_nobody_real_is_become_by_a_click(client, invented, world):
    assert become(client, world.people["adviser"]).status_code == 404
    assert client.post(reverse("demo_sign_in"), {"person": "x"}, **HERE).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7, 127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_X_FORWARDED_HOST": "localhost"},
        {"HTTP_HOST": "palier.example.org"},
        {"HTTP_HOST": "127.0.0.1.example.org"},
    ],
)
def test_from_elsewhere_there_is_nothing(client, invented, settings, extra):
    settings.ALLOWED_HOSTS = ["*"]
    address = reverse("demo_sign_in")
    assert client.post(address, {"person": str(invented.id)}, **(HERE | extra)).status_code == 404
    assert "_auth_user_id" not in client.session
    assert client.get(reverse("demo_mail"), **(HERE | extra)).status_code == 404
    assert "Claire Morel" not in words(client.get(reverse("account_login"), **(HERE | extra)))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]:8000"])
def test_every_name_of_this_machine_will_do(client, invented, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    assert become(client, invented, HTTP_HOST=host, REMOTE_ADDR="::1").status_code == 302


def test_without_the_demo_there_is_nothing(client, invented, settings):
    settings.DEMO = False
    assert become(client, invented).status_code == 404


def test_on_a_database_of_real_people_there_is_nothing(client, invented, settings):
    settings.PRIVATE_SERVER = False
    make_person("real@tests.invalid")
    assert become(client, invented).status_code == 404


def test_a_closed_person_of_the_demo_is_not_become(client, invented):
    invented.is_active = False
    invented.save()
    assert become(client, invented).status_code == 404


def test_mails_of_the_demo_go_to_a_page_and_no_further(client, invented, settings):
    settings.EMAIL_BACKEND = "palier.accounts.mail.PageBackend"
    client.post(reverse("account_reset_password"), {"email": "nobody@tests.invalid"}, **HERE)
    assert Mail.objects.get().to == "nobody@tests.invalid"
    page = words(client.get(reverse("demo_mail"), **HERE))
    assert "nobody@tests.invalid" in page
    assert f'href="http://localhost:8000{reverse("account_signup")}"' in page


def test_without_a_way_to_send_nothing_is_done_and_it_is_said(client, person, settings):
    settings.EMAIL_BACKEND = "palier.accounts.mail.PageBackend"
    settings.DEMO = False
    answer = client.post(reverse("account_reset_password"), {"email": person.email})
    assert answer.status_code == 422
    assert "PALIER_SMTP" in words(answer)
    assert not Mail.objects.exists()


def test_a_server_of_mail_that_does_not_answer_undoes_what_was_asked(client, db, settings, closed_port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", closed_port
    with pytest.raises(NotSent):
        send("nobody@tests.invalid", "account/email/security", news="")
    form = {"first_name": "Ada", "last_name": "Lenoir", "email": "ada@tests.invalid", "language": "fr"}
    password = "river bench lantern oat"
    answer = client.post(reverse("account_signup"), form | {"password1": password, "password2": password})
    assert answer.status_code == 422
    assert not User.objects.filter(email="ada@tests.invalid").exists()
    assert mail.outbox == []
