"""What the web server runs."""

from portal.app import create_app
from portal.settings import Settings
from workflows.drain import wake

app = create_app(Settings.from_env(), wake=wake)
