"""Clients that dawdle, send without end or hang up, and one that asks meanwhile. rough.py HOST:PORT PID, with TADMUR_TOKEN set."""

import contextlib
import http.client
import os
import pathlib
import resource
import socket
import sys
import time
import urllib.parse

PLACE, PID = sys.argv[1], int(sys.argv[2])
HOST, PORT = PLACE.split(":")
MB = 1 << 20
# Far from what is seen, a few milliseconds, and far from what a queue behind slow clients would take, ten seconds and more.
PATIENCE = 3


def connect():
    return socket.create_connection((HOST, int(PORT)), timeout=20)


def memory_mb():
    """What is the server's own; mapped files are not."""
    status = pathlib.Path(f"/proc/{PID}/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1024


def files():
    return len(os.listdir(f"/proc/{PID}/fd"))


def ask(path="/counts", body=None):
    """A client that knows how to behave: the seconds that it waits, and the status."""
    began = time.monotonic()
    client = http.client.HTTPConnection(PLACE, timeout=60)
    client.request("POST" if body else "GET", path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
    answer = client.getresponse()
    answer.read()
    client.close()
    return time.monotonic() - began, answer.status


def answered(what, **asked):
    """The longest of twenty waits."""
    waits = []
    for _ in range(20):
        wait, status = ask(**asked)
        assert status == 200, f"{what}: {status} for who behaves"
        waits.append(wait)
    assert max(waits) < PATIENCE, f"{what}: others wait {max(waits):.1f} s"
    return max(waits) * 1000


def crowd(many, what, begin, **asked):
    """So many clients that begin like this and then only hold the line."""
    before = memory_mb()
    with contextlib.ExitStack() as all_:
        worst = 0
        for n in range(many):
            client = all_.enter_context(connect())
            with contextlib.suppress(OSError):  # shown out already, as others came
                client.sendall(begin)
            if n % (many // 5) == 0:
                worst = max(worst, ask(**asked)[0] * 1000)
        worst = max(worst, answered(what, **asked))
        grew = memory_mb() - before
    assert worst < PATIENCE * 1000, f"{what}: others wait {worst:.0f} ms"
    assert grew < 200, f"{what}: {grew:.0f} MB more"
    print(f"{what}: {many}; who asks meanwhile waits {worst:.0f} ms at most; {grew:.0f} MB more memory", flush=True)


def cut_off():
    """Who sends the beginning of a head and no more does not hold the line for long, be there room or not."""
    began = time.monotonic()
    with contextlib.ExitStack() as all_:
        clients = [all_.enter_context(connect()) for _ in range(100)]
        for client in clients:
            client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        for client in clients:
            client.settimeout(max(0.1, began + 30 - time.monotonic()))
            client.recv(1000)
    print(f"slow heads: {len(clients)} cut off after {time.monotonic() - began:.0f} s", flush=True)


def status_of(head, pieces):
    """The status that is told to who sends this."""
    with connect() as client:
        client.sendall(head)
        with contextlib.suppress(OSError):  # the server need not hear it to the end
            for piece in pieces:
                client.sendall(piece)
        with contextlib.suppress(OSError):
            return int(client.recv(1000).split()[1])
    return None


def too_much():
    before = memory_mb()
    authorized = f"Authorization: Bearer {os.environ['TADMUR_TOKEN']}\r\nContent-Type: text/plain\r\n"
    told = f"POST /articles HTTP/1.1\r\nHost: localhost\r\n{authorized}Content-Length: {1 << 30}\r\n\r\n".encode()
    assert status_of(told, []) == 413
    open_ended = f"POST /articles HTTP/1.1\r\nHost: localhost\r\n{authorized}Transfer-Encoding: chunked\r\n\r\n".encode()
    piece = b"%x\r\n%b\r\n" % (MB, b"a" * MB)
    # `None`: it hung up while more was coming, and what it said got lost
    assert status_of(open_ended, (piece for _ in range(1024))) in (413, None)
    form = b"POST /reconcile HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert status_of(form, (piece for _ in range(1024))) in (413, None)
    long = "filter=" + urllib.parse.quote("place = 'x' OR " * (MB // 15) + "TRUE")
    assert status_of(f"GET /counts?{long} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(), []) in (414, 431, None)
    wait = answered("after too much")
    grew = memory_mb() - before
    assert grew < 250, f"too much: {grew:.0f} MB more"
    print(f"bodies of 1 GB, a condition of 1 MB: refused; {wait:.0f} ms; {grew:.0f} MB more memory", flush=True)


def hang_up():
    before, memory = files(), memory_mb()
    for _ in range(300):
        with connect() as client:
            client.sendall(b"GET /export/gazetteer.geojson HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(100).startswith(b"HTTP/1.1 200")
    wait = answered("after hanging up")
    end = time.monotonic() + 20
    while files() > before + 5:
        assert time.monotonic() < end, f"{files()} open files, {before} before"
        time.sleep(0.1)
    grew = memory_mb() - memory
    assert grew < 100, f"hanging up: {grew:.0f} MB more"
    print(f"hung up in the middle: 300; {wait:.0f} ms; {grew:.0f} MB more memory", flush=True)


def main():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    many = min(10_000, most - 100)
    print(f"alone: {answered('alone'):.0f} ms")
    hang_up()
    crowd(many, "slow heads", b"GET / HTTP/1.1\r\nHost: localhost\r\n")
    cut_off()
    body = b"POST /reconcile HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nqueries="
    crowd(min(many, 2000), "slow bodies", body, path="/reconcile", body="queries=%7B%7D")
    crowd(min(many, 2000), "downloads that nobody reads", b"GET /export/gazetteer.geojson HTTP/1.1\r\nHost: localhost\r\n\r\n")
    too_much()


main()
