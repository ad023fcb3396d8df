"""The web application for a WSGI server such as gunicorn: `gunicorn reflector_site.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reflector_site.settings")
application = get_wsgi_application()
