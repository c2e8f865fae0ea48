"""The page that is measured: one result of the signed-in candidate, in FastAPI and SQLAlchemy."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from fastapi.templating import Jinja2Templates
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware

from benchmarks.peers import exam
from benchmarks.peers.fastapi_app.database import Session
from benchmarks.peers.fastapi_app.models import BatchRow, Candidate, Entry, ReleaseBatch, Sitting

SECRET_KEY = "only for benchmarks: 0123456789 abcdefghijklmnopqrstuvwxyz"
app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key=SECRET_KEY, same_site="lax")
app.add_middleware(GZipMiddleware, minimum_size=500)
templates = Jinja2Templates(directory=Path(__file__).with_name("templates"))


def at_the_centre(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


templates.env.filters["at_the_centre"] = at_the_centre
templates.env.globals["path_for"] = app.url_path_for


async def signed_in(request: Request, session: Session) -> Candidate:
    candidate = await session.get(Candidate, request.session.get("candidate_id", 0))
    if candidate is None or not candidate.is_active:
        raise HTTPException(303, headers={"Location": "/sign-in"})
    return candidate


@app.get("/results/{public_id}", response_class=HTMLResponse)
async def result(
    request: Request, public_id: str, candidate: Annotated[Candidate, Depends(signed_in)], session: Session
) -> HTMLResponse:
    entry = await session.scalar(
        select(Entry)
        .options(joinedload(Entry.sitting).joinedload(Sitting.centre))
        .where(Entry.public_id == public_id, Entry.candidate_id == candidate.id)
    )
    if entry is None:
        raise HTTPException(404)
    row = await session.scalar(
        select(BatchRow)
        .join(BatchRow.batch)
        .options(joinedload(BatchRow.batch), joinedload(BatchRow.result))
        .where(
            BatchRow.entry_id == entry.id,
            ReleaseBatch.state == "released",
            ReleaseBatch.released_at <= datetime.now(UTC).replace(tzinfo=None),
        )
        .order_by(ReleaseBatch.released_at.desc(), ReleaseBatch.id.desc())
        .limit(1)
    )
    context = {
        "entry": entry,
        "row": row,
        "exam": exam,
        "bands": exam.bands(),
        "scores": exam.scores(row.result.overall_score, row.result.scores) if row else [],
        "csrf_token": request.session.setdefault("csrf_token", secrets.token_urlsafe(32)),
    }
    return templates.TemplateResponse(request, "result.html", context)


ELSEWHERE = {
    "home": "/", "results": "/results", "statement": "/results/{public_id}/statement",
    "statement_pdf": "/results/{public_id}/statement.pdf", "account": "/account", "sign_in": "/sign-in",
    "sign_out": "/sign-out", "language": "/language/{code}", "terms": "/terms", "privacy": "/privacy", "help": "/help",
}  # fmt: skip


def elsewhere(request: Request) -> PlainTextResponse:
    """The other pages, which the result page links to, are not measured."""
    return PlainTextResponse(request.url.path)


for name, address in ELSEWHERE.items():
    app.add_api_route(address, elsewhere, name=name, methods=["GET", "POST"])
