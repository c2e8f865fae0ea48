"""A mail server that delivers to nobody: every message becomes a file to look at."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import click

from portal.cli.smtp_protocol import Envelope, SmtpProtocol
from portal.mail.folder import save


class CatcherProtocol(SmtpProtocol):
    """One session of the catcher."""

    def __init__(self, folder: Path, sessions: set["CatcherProtocol"]) -> None:
        super().__init__()
        self._folder = folder
        self._sessions = sessions

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet, and be known to the one who stops the server."""
        self._sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """The session has ended."""
        self._sessions.discard(self)

    def accept(self, envelope: Envelope, message: bytes) -> bytes:
        """Write the file first, then answer."""
        try:
            save(self._folder, message)
        except OSError:
            return b"452 4.3.1 The folder can not be written"
        return b"250 2.0.0 Caught"


async def serve(folder: Path, *, port: int, stop: asyncio.Event, ready: Callable[[int], None]) -> None:
    """Catch mail on 127.0.0.1 until `stop` is set; `ready` is told the port, which matters when it was 0."""
    folder.mkdir(parents=True, exist_ok=True)
    sessions: set[CatcherProtocol] = set()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: CatcherProtocol(folder, sessions), "127.0.0.1", port, backlog=512)
    try:
        ready(server.sockets[0].getsockname()[1])
        await stop.wait()
    finally:
        server.close()
        for session in list(sessions):
            session.answer(b"421 4.3.2 The catcher stops")
            session.hang_up()
        await server.wait_closed()


def run(folder: Path, *, port: int) -> None:
    """Catch mail until SIGTERM or SIGINT; prints one line when it listens."""
    asyncio.run(_until_signal(folder, port))


async def _until_signal(folder: Path, port: int) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(folder, port=port, stop=stop, ready=lambda real: _announce(folder, real))


def _announce(folder: Path, port: int) -> None:
    click.echo(f"Catching mail on smtp://127.0.0.1:{port} into {folder}")


@click.command()
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), required=True)
@click.option("--port", type=click.IntRange(0, 65535), default=2525, show_default=True)
def main(folder: Path, port: int) -> None:
    """Catch mail into a folder, for example: python -m portal.cli.smtp_catcher --folder mails --port 2525"""
    run(folder, port=port)


if __name__ == "__main__":
    main()
