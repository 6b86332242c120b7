"""What is told by e-mail, as each person chose: at once, in a digest, or never. Numbers and a link, nothing else."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from palier.accounts import mail
from palier.accounts.models import User
from palier.cases.queries import rows_visible_to
from palier.messaging.concerned import concerned
from palier.messaging.enums import AlertTheme, AlertWay, DigestRhythm
from palier.messaging.models import Alert, AlertChoice
from palier.platform import events
from palier.platform.actor import Actor, system_actor
from palier.platform.context import acting
from palier.platform.errors import Conflict, Invalid, Missing
from palier.platform.models import Access, Event

# What is older when it is delivered, or has waited so long for a digest, is on the pages and no news any more.
NEWS = timedelta(days=14)
# Signed, so that nobody but whoever got the e-mail stops it; it stops e-mails, and opens nothing.
STOP = signing.TimestampSigner(salt="palier.messaging.stop")
STOPS_FOR = timedelta(days=366)


def choice_of(user: UUID | None) -> AlertChoice:
    """What a person chose, or the defaults, not yet kept."""
    return AlertChoice.objects.filter(user=user).first() or AlertChoice(user_id=user)


@transaction.atomic
def choose(*, actor: Actor, ways: Mapping[str, str], digest: str) -> AlertChoice:
    """Keep how the actor is written to, in all her services. Raises Invalid, with nothing kept, for another answer."""
    wrong = [theme.value for theme in AlertTheme if ways.get(theme.value) not in AlertWay.values]
    wrong += [] if digest in DigestRhythm.values else ["digest"]
    if wrong:
        raise Invalid(fields=dict.fromkeys(wrong, _("Choose one of the answers offered.")))
    choice = choice_of(actor.user)
    for theme in AlertTheme:
        setattr(choice, theme.value, ways[theme.value])
    choice.digest = digest
    choice.save()
    events.record("alerts.chosen", subject=actor.user, changes={**ways, "digest": digest})
    return choice


def stop_link(user: UUID | None) -> str:
    """The address at which the reader of an e-mail stops all of these, without signing in (RFC 8058)."""
    return settings.SITE_URL + reverse("alerts_stop", args=[STOP.sign_object(str(user))])


def whose_link(token: str) -> User:
    """Raises Missing for a link that nobody was sent, or that is too old."""
    try:
        found = User.objects.filter(id=STOP.unsign_object(token, max_age=STOPS_FOR), is_active=True).first()
    except signing.BadSignature:
        raise Missing from None
    if found is None:
        raise Missing
    return found


def note(event: Event, at: datetime) -> None:
    """Keep, for each person whom an event concerns, that she is to be told. Written by the delivery."""
    if event.at < at - NEWS:
        return
    Alert.objects.bulk_create(
        Alert(
            case_id=event.case_id,
            audience=event.audience,
            service_id=event.service_id,
            user_id=user,
            reader_id=reader,
            theme=theme,
            event_id=event.id,
            noted_at=at,
        )
        for (user, reader), theme in concerned(event).items()
    )


def forget_old(at: datetime) -> None:
    """What waited for a digest that nobody wants, or for a mail server that never came back. By the delivery."""
    Alert.objects.filter(noted_at__lt=at - NEWS).delete()


def take(actor: Actor, themes: Collection[str]) -> Counter[str]:
    """How much of each theme is to be told to the actor now; it will not be told again.

    Not what her walls close to her meanwhile, nor a case that she has opened since. Raises Conflict, with everything
    kept, when the same is being told elsewhere.
    """
    mine = Alert.objects.filter(user=actor.user, reader=actor.service, theme__in=themes)
    delivery = system_actor("delivery", organisation=actor.organisation)
    with acting(delivery):
        opened = Access.objects.filter(
            action=Access.Action.OPENED,
            actor_id=actor.user,
            case_id=OuterRef("case_id"),
            at__gte=OuterRef("noted_at"),
        )
        waiting = dict(mine.annotate(opened=Exists(opened)).values_list("id", "opened"))
    told = rows_visible_to(actor, Alert).filter(id__in=[row for row, seen in waiting.items() if not seen])
    counted = Counter(told.values_list("theme", flat=True))
    with acting(delivery):
        removed, _by_model = mine.filter(id__in=waiting).delete() if waiting else (0, {})
    if removed != len(waiting):
        raise Conflict
    return counted


@transaction.atomic
def tell_at_once(*, actor: Actor) -> bool:
    """Write to the actor what she wants to know at once, in one e-mail. Whether there was anything.

    Raises NotSent, with nothing told: it is told later.
    """
    counted = take(actor, choice_of(actor.user).themes(AlertWay.AT_ONCE))
    if counted:
        write(actor, "messaging/email/alerts", counted=counted)
    return bool(counted)


def write(actor: Actor, template: str, **context: object) -> None:
    """An e-mail that its reader can stop, with where to choose otherwise. Raises NotSent."""
    email = User.objects.values_list("email", flat=True).get(id=actor.user)
    stop = stop_link(actor.user)
    links = {"link": settings.SITE_URL + reverse("today"), "choose": settings.SITE_URL + reverse("alerts")}
    mail.send(email, template, stop=stop, **(links | context))


@transaction.atomic
def stop_all(*, actor: Actor) -> None:
    """Write nothing of this to the actor any more; she chooses again when she likes."""
    choose(actor=actor, ways=dict.fromkeys(AlertTheme.values, AlertWay.NEVER), digest=choice_of(actor.user).digest)
