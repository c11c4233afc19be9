"""A PostgreSQL server of the tests' own, in a folder that is taken away: on a socket, not a port."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECONDS_TO_START = 30
DEBIAN = Path("/usr/lib/postgresql")
# Nobody is told a password: the socket is in a folder that only its owner may enter.
INITDB = ("--auth=trust", "--username=srm", "--encoding=UTF8", "--locale=C", "--no-sync")


def programs() -> Path | None:
    """The folder of initdb and postgres; None where they are not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def _user() -> str | None:
    """Who runs it: PostgreSQL refuses to be run by root. None: whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextmanager
def server(bin_folder: Path, *, fsync: bool = False) -> Iterator[str]:
    """Starts a server and yields its URL without the name of a database. `fsync` as in earnest:
    only a loss of power tells the difference.
    """
    # Short: the path of a socket has at most 107 letters.
    with tempfile.TemporaryDirectory(prefix="srm-pg-") as folder:
        user = _user()
        if user:
            shutil.chown(folder, user)
        data = Path(folder) / "data"
        as_user = {"user": user, "cwd": folder, "stdout": subprocess.DEVNULL}
        subprocess.run([bin_folder / "initdb", *INITDB, "-D", data], check=True, **as_user)
        log = (Path(folder) / "log").open("wb")
        options = ["-D", data, "-k", folder, "-h", "", "-F" if not fsync else "-B128MB"]
        started = subprocess.Popen(
            [bin_folder / "postgres", *options], stderr=log, **as_user
        )
        try:
            url = f"postgresql+psycopg://srm@/{{}}?host={folder}"
            _wait(folder, started)
            yield url
        finally:
            started.send_signal(2)  # ends its sessions and itself
            started.wait(SECONDS_TO_START)
            log.close()


def _wait(folder: str, started: subprocess.Popen) -> None:
    import psycopg

    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(host=folder, user="srm", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if started.poll() is not None or time.monotonic() > until:
                raise RuntimeError(
                    (Path(folder) / "log").read_text(encoding="utf-8")
                ) from None
        time.sleep(0.05)


def empty_database(server_url: str) -> str:
    """The URL of a database without anything in it: what was there before leaves."""
    import psycopg

    url = server_url.format("postgres")
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as con:
        con.execute("DROP SCHEMA public CASCADE")
        con.execute("CREATE SCHEMA public")
    return url
