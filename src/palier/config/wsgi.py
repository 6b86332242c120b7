import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
application = get_wsgi_application()
# The code of all pages is read now: the first who come would wait seconds for it.
_ = get_resolver().url_patterns
