"""The page that is measured: one result of the signed-in candidate."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from benchmarks.peers import exam
from benchmarks.peers.django_site.models import BatchRow, Entry


@login_required
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    entries = Entry.objects.select_related("sitting__centre")
    entry = get_object_or_404(entries, public_id=public_id, candidate=request.user)
    rows = BatchRow.objects.select_related("batch", "result").filter(
        entry=entry, batch__state="released", batch__released_at__lte=timezone.now()
    )
    row = rows.order_by("-batch__released_at", "-batch__id").first()
    return render(
        request,
        "result.html",
        {
            "entry": entry,
            "row": row,
            "exam": exam,
            "bands": exam.bands(),
            "scores": exam.scores(row.result.overall_score, row.result.scores) if row else [],
        },
    )


def elsewhere(request: HttpRequest) -> HttpResponse:
    """The other pages, which the result page links to, are not measured."""
    return HttpResponse(request.path, content_type="text/plain")
