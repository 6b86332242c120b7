"""What a service refused, said in the form that asked for it."""

from django import forms

from palier.platform.errors import DomainError, Invalid


def tell(form: forms.Form, refusal: DomainError) -> None:
    """Each message by its field, or above the form where it has no such field; else its own sentence above."""
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    for name, message in fields.items():
        form.add_error(name if name in form.fields else None, message or refusal.message)
    if not fields:
        form.add_error(None, refusal.message)
