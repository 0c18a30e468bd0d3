"""A line between two programs on this computer that is as slow as one around the world."""

import asyncio
import contextlib

PIECE = 4096  # bytes


@contextlib.asynccontextmanager
async def slow_line(port, delay=0.0, bytes_per_second=None, at=0):
    """Open a port, `at` or any, whose connections lead to another port; gives its number.

    `delay`: seconds until what goes in comes out, in each direction; `bytes_per_second`: how much
    goes through at most, in each direction of each connection. At the end all are cut.
    """

    async def carry(reader, writer):
        line = asyncio.Queue(maxsize=4096)

        async def send():
            while (piece := await line.get()) is not None:
                when, data = piece
                await asyncio.sleep(max(when - loop.time(), 0))
                writer.write(data)
                await writer.drain()

        sender = asyncio.ensure_future(send())
        with contextlib.suppress(OSError):
            while data := await reader.read(PIECE):
                if bytes_per_second is not None:
                    await asyncio.sleep(len(data) / bytes_per_second)
                await line.put((loop.time() + delay, data))
        await line.put(None)
        with contextlib.suppress(OSError):
            await sender
        writer.close()

    async def accept(reader, writer):
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        connections.add(asyncio.current_task())
        with contextlib.suppress(asyncio.CancelledError):  # at the end
            await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))
        far_writer.close()
        writer.close()

    connections = set()
    loop = asyncio.get_running_loop()
    server = await asyncio.start_server(accept, "127.0.0.1", at)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections)
