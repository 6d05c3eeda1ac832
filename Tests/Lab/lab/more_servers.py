"""pure-ftpd and pyftpdlib: servers that log in their own ways."""

import os
import re
import subprocess

from .etc import PASSWORD, PASSWORD_HASH, USER, USER_ID
from .servers import LAB, Server, Transfer

PURE_PW = LAB / ".servers/usr/bin/pure-pw"
PYTHON = LAB / ".servers/python/bin/python"


class PureFTPd(Server):
    """pure-ftpd with one virtual user; it logs transfers, commands go to syslog only."""

    name = "pure-ftpd"
    binary = LAB / ".servers/usr/sbin/pure-ftpd"
    # When, session, user, host, U or D, octets, seconds, file.
    _transfer_pattern = re.compile(r"^\d+ (\S+) \S+ \S+ ([UD]) (\d+) ", re.MULTILINE)

    def __init__(self, folder, rate=None, options=(), **where):
        """`rate` in KiB/s limits each transfer; `options` are more words of the command line."""
        super().__init__(folder, **where)
        self.rate = rate
        self.options = options
        users = self.folder / "users"
        users.write_text(
            f"{USER}:{PASSWORD_HASH}:{USER_ID}:{USER_ID}::{self.files}/./::::::::::::\n"
        )
        self.users = self.folder / "users.pdb"
        subprocess.run([PURE_PW, "mkdb", self.users, "-f", users], check=True)

    def command(self):
        words = [
            self.binary, "--bind", f"{self.host},{self.port}", "--login", f"puredb:{self.users}",
            "--ipv4only", "--dontresolve", "--noanonymous", "--chrooteveryone",
            "--syslogfacility", "none", "--altlog", f"stats:{self.transfer_log}",
            "--pidfile", self.folder / "pid", *self.options,
        ]  # fmt: skip
        if self.rate is not None:
            words += ["--userbandwidth", str(self.rate)]
        return words

    def transfers(self):
        return [
            Transfer({"D": "o", "U": "i"}[way], int(octets)) for _, way, octets in self._logged()
        ]

    def logins(self):
        """How many sessions transferred a file: no more is known of logins."""
        return len({session for session, _, _ in self._logged()})

    def tail(self):
        return "\n".join(map(str, self.transfers()[-25:]))

    def _logged(self):
        log = self.transfer_log
        return self._transfer_pattern.findall(log.read_text(errors="replace")) if log.exists() else []


class Pyftpd(Server):
    """pyftpdlib with one user, whose login folder is `files`; under TLS with a certificate."""

    name = "pyftpdlib"
    mixes_commands = True
    binary = PYTHON
    _command_pattern = re.compile(r" <- (.*)$", re.MULTILINE)
    _login_pattern = re.compile(r"-\[[^]]*\] USER '[^']*' logged in\.$", re.MULTILINE)
    _transfer_pattern = re.compile(
        r"\] (RETR|STOR|APPE) .* completed=\d bytes=(\d+) ", re.MULTILINE
    )

    def __init__(self, folder, rate=None, certificate=None, **where):
        """`rate` in KiB/s limits each transfer."""
        super().__init__(folder, **where)
        self.log = self.folder / "output"
        self.rate = rate
        self.certificate = certificate

    def command(self):
        words = [
            PYTHON, LAB / "lab/pyftpd", "--host", self.host, "--port", str(self.port),
            "--files", self.files, "--user", USER, "--user-id", str(USER_ID),
            "--rate", str((self.rate or 0) * 1024),
        ]  # fmt: skip
        if self.certificate is not None:
            words += ["--certificate", self.certificate]
        return ["env", f"PYFTPD_PASSWORD={PASSWORD}", *words]

    def transfers(self):
        found = self._transfer_pattern.findall(self._log_text())
        return [
            Transfer("o" if verb == "RETR" else "i", int(octets)) for verb, octets in found
        ]
