"""The application as the worker needs it: to render emails, and the one transport they leave by."""

from flask import Flask

from portal.app import create_app
from portal.mail.transport import Transport, transport_for
from workflows.queue import settings

app: Flask = create_app(settings)
transport: Transport = transport_for(settings.mail_url, mail_from=settings.mail_from)
