"""A mail server that counts what it takes and fails as it is told.

As a process: python -m tests.faults.smtp_sink --port 0 --ledger FILE --rules FILE. It prints `ready PORT` and,
when SIGTERM or SIGINT ends it, a summary as JSON. `write_rules` changes the rules while it runs.
In a test: `with SinkThread(Rule("451", times=1)) as sink: ...`.
"""

import argparse
import asyncio
import json
import signal
import ssl
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click

from tests.faults.certificates import self_signed, server_context
from tests.faults.ledger import Ledger
from tests.faults.sink_protocol import Sink, SinkProtocol
from tests.faults.smtp_faults import Faults, Rule


async def listen(sink: Sink, port: int, implicit_tls: ssl.SSLContext | None = None) -> asyncio.Server:
    """Begin to take mail on 127.0.0.1."""
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda *_: None)  # a client that refuses the certificate is no news
    return await loop.create_server(lambda: SinkProtocol(sink), "127.0.0.1", port, ssl=implicit_tls)


class SinkThread:
    """A sink in a thread of its own, for as long as the `with` block lasts."""

    def __init__(
        self,
        *rules: Rule,
        seed: int = 1,
        port: int = 0,
        implicit_tls: ssl.SSLContext | None = None,
        **options: Any,
    ) -> None:
        self.state = Sink(Faults(rules, seed=seed), Ledger(), **options)
        self.port = port
        self._implicit_tls = implicit_tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._run(listen(self.state, self.port, self._implicit_tls))
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.state.ledger.close()

    @property
    def url(self) -> str:
        """Its address as a mail URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def use(self, *rules: Rule) -> None:
        """Other rules from the next message on."""
        self.state.faults.rules = rules

    def hang_up(self, last_words: bytes | None = None) -> None:
        """End every session from the server's side, as servers do with idle ones."""
        self._run(self._hang_up(last_words))

    async def _hang_up(self, last_words: bytes | None) -> None:
        for session in list(self.state.sessions):
            if last_words is not None:
                session.answer(last_words)
            session.hang_up()
        await self._ended()

    async def _stop(self) -> None:
        self._server.close()
        for session in list(self.state.sessions):
            session.cut()
        await self._ended()

    async def _ended(self) -> None:
        for _ in range(100):  # turns of the loop; under TLS a session waits for the client's good-bye
            if self.state.sessions:
                await asyncio.sleep(0)

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=10)


async def _serve(options: argparse.Namespace) -> None:
    sink = Sink(Faults(seed=options.seed, path=options.rules), Ledger(options.ledger))
    implicit = None
    if options.tls != "no":
        with tempfile.TemporaryDirectory() as folder:
            context = server_context(*self_signed(Path(folder)))
        implicit = context if options.tls == "implicit" else None
        sink.starttls = context if options.tls == "starttls" else None
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = await listen(sink, options.port, implicit)
    click.echo(f"ready {server.sockets[0].getsockname()[1]}")
    await stop.wait()
    server.close()
    for session in list(sink.sessions):
        session.cut()
    sink.ledger.close()
    click.echo(json.dumps({"connections": sink.connections, "taken": len(sink.ledger.receipts)}))


def main() -> None:
    """Read the options and take mail until a signal comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--ledger", type=Path, required=True)
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tls", choices=["no", "starttls", "implicit"], default="no")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
