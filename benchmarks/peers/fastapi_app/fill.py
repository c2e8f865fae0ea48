"""Makes SQLAlchemy's tables, fills them, signs one candidate in, and prints the address and cookie of their page."""

import asyncio
import json
import os
import secrets
import sys
from base64 import b64encode

from itsdangerous import TimestampSigner

from benchmarks.peers import filling
from benchmarks.peers.fastapi_app.database import engine
from benchmarks.peers.fastapi_app.main import SECRET_KEY
from benchmarks.peers.fastapi_app.models import Base


async def make_tables() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    await engine.dispose()


def main(portal: str, number: int) -> None:
    asyncio.run(make_tables())
    person = filling.fill(os.environ["PEER_DATABASE"], portal=portal, number=number)
    kept = {"candidate_id": person.candidate_id, "csrf_token": secrets.token_urlsafe(32)}
    cookie = TimestampSigner(SECRET_KEY).sign(b64encode(json.dumps(kept).encode())).decode()
    print(f"/results/{person.public_id}")
    print(f"session={cookie}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
