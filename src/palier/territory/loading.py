"""Load the communes."""
import csv
from pathlib import Path
from palier.platform.text import search_key
from palier.territory.models import Commune

def load_communes() -> None:
    if Commune.objects.exists():
        return
    rows = list(csv.DictReader((Path(__file__).parent / "data/communes.csv").open(encoding="utf-8")))
    Commune.objects.bulk_create([Commune(insee=r["insee"], name=r["name"], parent_id=r["parent_insee"] or None, department=r["department"], region=r["region"], epci=r["epci"], epci_name=r["epci_name"], postcodes=r["postcodes"], population=int(r["population"] or 0), benefit_zone=int(r["zone_benefit"]) if r["zone_benefit"].isdecimal() else None, ceiling_zone="other", search_key=search_key(r["name"])) for r in sorted(rows, key=lambda r: bool(r["parent_insee"]))], batch_size=5000)
