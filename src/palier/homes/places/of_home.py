"""The place of a landlord's home: the whole home, made when something first takes it."""

from palier.homes.models import Home, Place


def place_of(home: Home) -> Place:
    """Whoever asks twice, at once or later, gets the same one."""
    label = str(home)[:100]
    fields = {
        "landlord_id": home.landlord_id,
        "internal_id": f"home / {home.internal_id}",
        "label": label,
        "commune_id": home.commune_id,
        "address": home.address,
        "surface": home.surface,
        "search_key": home.search_key,
    }
    return Place.objects.get_or_create(home=home, defaults=fields)[0]
