"""What the web server runs."""

from portal import logs
from portal.app import create_app
from portal.settings import Settings
from workflows import catch_up
from workflows.drain import wake
from workflows.queue import answers

settings = Settings.from_env()
logs.configure(settings.log_level)
app = create_app(settings, wake=wake, queue_answers=answers, catch_up=catch_up.within)
