#!/usr/bin/env python3
"""Starts `tadmur serve --db` and tells when it is ready: seconds, processor time, memory; then the same at rest.

    ready.py PROGRAM FILE.db
"""

import pathlib
import re
import subprocess
import sys
import time
import urllib.request

PORT = 5072


def main():
    program, database = sys.argv[1:]
    begun = time.perf_counter()
    command = [program, "serve", "--db", database, "--port", str(PORT)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            while not is_ready():
                time.sleep(0.002)
            print(f"ready after {time.perf_counter() - begun:.2f} s; {cost(server.pid)}", flush=True)
            time.sleep(25)  # a file of packs is written meanwhile, if there was none
            print(f"at rest: {cost(server.pid)}")
        finally:
            server.terminate()


def is_ready():
    try:
        # it listens before it answers: the first time, while it reads the database
        return urllib.request.urlopen(f"http://127.0.0.1:{PORT}/ready", timeout=600).status == 200
    except OSError:
        return False


def cost(pid):
    threads = pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat")
    processor = sum(int(it.read_text().split()[0]) for it in threads) / 1e9
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    mb = {name: int(re.search(rf"{name}:\s+(\d+)", status)[1]) // 1024 for name in ("VmRSS", "RssAnon", "VmHWM")}
    return f"{processor:.2f} s of processor, {mb['VmRSS']} MB resident, {mb['RssAnon']} its own, {mb['VmHWM']} at most"


if __name__ == "__main__":
    main()
