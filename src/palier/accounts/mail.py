"""E-mails: short, in the reader's language, without a word about a household. The demo's are shown, not sent."""

from collections.abc import Sequence
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from palier.accounts.models import Mail, User
from palier.platform import clock
from palier.platform.errors import DomainError, Unanswered


class NotSent(DomainError):
    """No e-mail could leave, so what it was about has not been done either."""

    code = "mail_not_sent"
    default = _("The e-mail could not be sent, so nothing was changed. Try again in a few minutes.")


class ServerRefused(NotSent, Unanswered):
    """The mail server did not take it, or did not answer: work tries again later."""


class NoServer(NotSent):
    """This installation sends nothing: trying again would not help."""

    default = _("This installation sends no e-mail yet. Its operator can set PALIER_SMTP.")


class PageBackend(BaseEmailBackend):
    """In the demo, e-mails go to a page. Anywhere else a mail that goes nowhere is a fault, and is said."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        if not settings.DEMO:
            raise NoServer
        for message in email_messages:
            for to in message.recipients():
                Mail.objects.create(to=to, subject=message.subject, body=message.body, at=clock.now())
        return len(email_messages)


def send(to: str, template: str, *, stop: str = "", **context: Any) -> None:
    """Render `<template>.txt`, whose first line is the subject, in the reader's language, and send it.

    `stop`: the address at which its reader says that she wants no more of these, in one click (RFC 8058). Raises
    NotSent; the transaction it is called in is to be rolled back.
    """
    with override(_language_of(to)):
        subject, _blank, body = render_to_string(f"{template}.txt", context | {"stop": stop}).strip().partition("\n")
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if stop else {}
    try:
        EmailMessage(subject, body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [to], headers=headers).send()
    except (SMTPException, OSError) as error:
        raise ServerRefused from error


def _language_of(address: str) -> str | None:
    known = User.objects.filter(email=address.lower()).values_list("language", flat=True).first()
    return known or get_language()
