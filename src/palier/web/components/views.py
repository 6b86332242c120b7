from datetime import date

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override

from palier.ui.components import undo_tag
from palier.ui.forms import AmountField, CompletionField, DayField
from palier.web.components import samples
from palier.web.components.samples import both

COMMUNES = ("Bron (69029)", "Lyon 3e (69383)", "Lyon 8e (69388)", "Vénissieux (69259)", "Villeurbanne (69266)")


def _named(text: str) -> str | None:
    return next((name for name in COMMUNES if name.lower().startswith(text.lower())), None)


class SampleFilters(forms.Form):
    q = forms.CharField(required=False)
    urgency = forms.ChoiceField(required=False)
    mine = forms.BooleanField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].label = both("Rechercher", "Search")
        self.fields["urgency"].label = both("Urgence", "Urgency")
        self.fields["urgency"].choices = [("", both("Toutes", "All")), ("u1", both("Ce soir", "Tonight"))]
        self.fields["mine"].label = both("Mes dossiers", "My cases")


class SampleForm(forms.Form):
    """One field of each sort, some compulsory, most with why it is asked."""

    focus_errors = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {
            "name": forms.CharField(
                label=both("Nom de la personne", "Name of the person"),
                help_text=both("Comme sur sa pièce d’identité.", "As on her identity paper."),
            ),
            "until": DayField(today=samples.TODAY, label=both("Doit partir le", "Must leave by")),
            "rent": AmountField(
                label=both("Loyer actuel", "Current rent"),
                required=False,
                help_text=both("Pour calculer ce qui reste à vivre.", "To compute what is left to live on."),
            ),
            "commune": CompletionField(
                resolve=_named,
                url=reverse("components_completion"),
                required=False,
                label=both("Commune souhaitée", "Wished commune"),
            ),
            "causes": forms.MultipleChoiceField(
                widget=forms.CheckboxSelectMultiple,
                label=both("Ce qui est arrivé", "What happened"),
                help_text=both("Plusieurs réponses possibles.", "Several answers are possible."),
                choices=[
                    ("a", both("Séparation", "Separation")),
                    ("b", both("Licenciement", "Dismissal")),
                    ("c", both("Surendettement", "Over-indebtedness")),
                ],
            ),
            "voice": forms.ChoiceField(
                widget=forms.RadioSelect,
                required=False,
                label=both("Peut-on laisser un message vocal ?", "May we leave a voice message?"),
                choices=[("yes", both("Oui", "Yes")), ("no", both("Non", "No"))],
            ),
            "kind": forms.ChoiceField(
                required=False,
                label=both("Logement actuel", "Current housing"),
                choices=[("", "–"), ("1", both("Locataire", "Tenant")), ("2", both("Hébergé", "Staying with others"))],
            ),
            "told": forms.CharField(
                widget=forms.Textarea,
                required=False,
                label=both("Ce qu’elle raconte", "What she tells"),
                help_text=both("Visible de votre service seulement.", "Seen by your service only."),
            ),
            "agreed": forms.BooleanField(
                label=both("La personne a reçu l’information", "The person was informed"),
            ),
        }


@login_not_required
def components(request: HttpRequest, language: str = "") -> HttpResponse:
    with override(language or get_language()):
        wrong = {"until": "31/4", "rent": "beaucoup", "commune": "Nulle part", "name": "Amel Benali"}
        context = {
            "frame": samples.frame(request.path),
            "samples": samples.every(),
            "today": samples.TODAY,
            "filters": SampleFilters(request.GET),
            "form": SampleForm(initial={"rent": samples.RENT, "until": date(2026, 4, 3)}),
            "wrong": SampleForm({f"wrong-{key}": value for key, value in wrong.items()}, prefix="wrong"),
            "page": Paginator(range(312), 25).get_page(request.GET.get("page", 2)),
        }
        return render(request, "components/page.html", context)


@login_not_required
def completion(request: HttpRequest) -> HttpResponse:
    typed = next(iter(request.GET.values()), "").lower()
    return render(
        request, "ui/options.html", {"options": [name for name in COMMUNES if name.lower().startswith(typed)]}
    )


@login_not_required
def job(request: HttpRequest) -> HttpResponse:
    return render(request, "components/job.html", {"job": samples.jobs()[1]})


@login_not_required
def done(request: HttpRequest) -> HttpResponse:
    messages.success(request, both("C’est fait.", "Done."), undo_tag(reverse("components_done")))
    return redirect("components")
