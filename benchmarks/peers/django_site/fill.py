"""Makes Django's tables, fills them, signs one candidate in, and prints the address and cookie of their page."""

import os
import sys

import django

from benchmarks.peers import filling


def main(portal: str, number: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peers.django_site.settings"
    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from benchmarks.peers.django_site.models import Candidate

    call_command("migrate", run_syncdb=True, verbosity=0)
    person = filling.fill(os.environ["PEER_DATABASE"], portal=portal, number=number)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Candidate.objects.get(pk=person.candidate_id))
    path = f"/results/{person.public_id}"
    client.get(path)  # brings the cookie of the CSRF token
    print(path)
    print("; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items()))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
