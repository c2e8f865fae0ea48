"""A line to a server that can be cut, closed, slowed down or stopped, without touching the server itself."""

import asyncio
import threading
from types import TracebackType
from typing import Any, Self


class Line:
    """Listens on a port of this machine and passes everything on, in a thread of its own.

    `open`: as it should be; `closed`: nobody answers, and what was connected is cut; `silent`: connections are
    taken and nothing passes, as when a machine hangs; `slow`: everything passes `seconds` later.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._mode, self._seconds = "open", 0.0
        self._ends: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._server: asyncio.Server | None = self._run(self._listen())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self.use("closed")
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def use(self, mode: str, seconds: float = 0.0) -> None:
        """Change what happens to everything from now on."""
        self._run(self._use(mode, seconds))

    async def _use(self, mode: str, seconds: float) -> None:
        self._mode, self._seconds = mode, seconds
        if mode == "closed" and self._server is not None:
            await self._let_nobody_in(self._server)
            self._server.close()
            self._server = None
            for end in list(self._ends):
                end.transport.abort()
            await asyncio.sleep(0)
        elif mode != "closed" and self._server is None:
            self._server = await self._listen()

    async def _let_nobody_in(self, server: asyncio.Server) -> None:
        """Who is just being let in is let in first: asyncio loses a connection whose server is closed meanwhile."""
        for listening in server.sockets:
            self._loop.remove_reader(listening.fileno())
        for _ in range(3):
            await asyncio.sleep(0)

    async def _listen(self) -> asyncio.Server:
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there_reader, there_writer = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        if self._mode == "closed":
            writer.transport.abort()
            there_writer.transport.abort()
            return
        self._ends |= {writer, there_writer}
        await asyncio.gather(self._pass(reader, there_writer), self._pass(there_reader, writer))
        self._ends -= {writer, there_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                while self._mode == "silent":
                    await asyncio.sleep(0.05)
                if self._mode == "slow":
                    await asyncio.sleep(self._seconds)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=20)
