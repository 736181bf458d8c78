"""The door before the web processes, as the proxy is; but this one can lose an answer and cut everybody off."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from itertools import cycle

from tests.servers import free_port

ACK = b'{"t":"ack"'
CHUNK = 65_536


class Door:
    """Sends whoever comes to the next web process that answers, and carries what both say."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.ways: set[asyncio.StreamWriter] = set()
        self.loses_each = 0  # of so many answers “it is stored”, one is lost, and the connection with it
        self.answers = self.lost = 0

    @asynccontextmanager
    async def open(self, ports: Iterable[int]) -> AsyncIterator[None]:
        """Let people in; at the end nobody is left."""
        self.send_to(*ports)
        async with await asyncio.start_server(self.enter, "localhost", self.port):
            yield
            self.cut_off(1.0)
            while self.ways:
                await asyncio.sleep(0.05)

    def send_to(self, *ports: int) -> None:
        """From now on, send those who come to these in turn."""
        self.ports, self.next = ports, cycle(ports)

    def cut_off(self, share: float) -> int:
        """Cut so great a share of the connections at once, and return how many these were."""
        cut = list(self.ways)[: round(len(self.ways) * share)]
        for way in cut:
            way.transport.abort()
        return len(cut)

    async def enter(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what one connection says, until either side ends it."""
        for _ in self.ports:
            try:
                there, back = await asyncio.open_connection("127.0.0.1", next(self.next))
                break
            except OSError:
                continue
        else:
            writer.close()
            return
        self.ways.add(writer)
        try:
            await asyncio.gather(self.carry(reader, back, False), self.carry(there, writer, True))
        finally:
            self.ways.discard(writer)
            for end in (writer, back):
                end.close()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_answer: bool) -> None:
        """Carry one way; an answer that is to be lost takes the connection with it."""
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                if is_answer and self.is_lost(data):
                    writer.transport.abort()
                    return
                writer.write(data)
                await writer.drain()
        writer.close()

    def is_lost(self, data: bytes) -> bool:
        """Whether this holds an answer, and it is the turn of this one to be lost."""
        self.answers += ACK in data
        lost = bool(self.loses_each) and ACK in data and self.answers % self.loses_each == 0
        self.lost += lost
        return lost
