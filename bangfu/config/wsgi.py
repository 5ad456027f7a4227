"""What a WSGI server serves: granian bangfu.config.wsgi:application. Refused as `bangfu serve` is where the second wall would not hold."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bangfu.config.settings")
application = get_wsgi_application()

from bangfu.config.metrics import listen  # noqa: E402 - once Django is ready
from bangfu.config.owning import must_be_walled  # noqa: E402
from bangfu.sealing.present import must_open  # noqa: E402

must_be_walled()
must_open()
if settings.METRICS_PORT:
    listen(settings.METRICS_PORT)
connection.close()
