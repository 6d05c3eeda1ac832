"""Real FTP servers, each with a folder of files and a log that can be questioned."""

import os
import re
import socket
from collections import namedtuple
from pathlib import Path

from .etc import PAM_SERVICE, PASSWORD_HASH, USER, USER_ID
from .network import free_port
from .processes import Process, descendants, kill, wait_until

LAB = Path(__file__).parent.parent
VSFTPD = LAB / ".servers/usr/sbin/vsftpd"

Transfer = namedtuple("Transfer", "direction octets")


class Server:
    """What the cases ask of any server: an address, its files, and what its log says."""

    # Whether it answers commands that come while a transfer runs: godwit finds that out once.
    mixes_commands = False

    def __init__(self, folder, host="127.0.0.1", port=None, namespace=None, name="server"):
        self.host = host
        self.port = port or free_port()
        self.may_move = port is None
        self.namespace = namespace
        self.folder = folder / name
        self.files = self.folder / "files"
        self.files.mkdir(parents=True)
        os.chown(self.files, USER_ID, USER_ID)
        self.log = self.folder / "log"
        self.transfer_log = self.folder / "transfers"
        self.process = None

    def start(self):
        """Start the server and wait until it greets."""
        for _ in range(3):
            if self.begin():
                return self
            if not self.may_move:
                break
            # The passive port of another server was quicker; vsftpd ends then, or seldom hangs.
            self.port = free_port()
        raise AssertionError(f"{self.folder.name} does not start: {self.output()}")

    def output(self):
        """What the server printed: nothing, except why it does not start."""
        return (self.folder / "output").read_text()

    def begin(self):
        """Start the server once; false when it ends, or hangs, before it listens."""
        command = self.command()
        if self.namespace is not None:
            command = self.namespace.entering(*command)
        with (self.folder / "output").open("w") as file:
            self.process = Process(command, stdout=file, stderr=file)
        try:
            wait_until(
                lambda: self.process.poll() is not None or self.listens(),
                f"{self.folder.name} to listen on {self.host}:{self.port}",
                timeout=15,
            )
        except AssertionError:
            self.process.stop()
        return self.process.poll() is None

    def listens(self):
        """Whether the port is open, without a connection that the server would log."""
        wanted = f"{_hex_address(self.host)}:{self.port:04X}"
        table = Path(f"/proc/{self.process.pid}/net/tcp").read_text()
        return any(line.split()[1:4:2] == [wanted, "0A"] for line in table.splitlines()[1:])

    def stop(self):
        """End the server and all its sessions."""
        if self.process is not None:
            self.process.stop()

    def kill_sessions(self):
        """Kill the server's sessions, as a crash would, and leave the server running."""
        kill(descendants(self.process.pid))

    def url(self, path="", user=None):
        """The URL of a path that is already percent-encoded."""
        return f"ftp://{user + '@' if user else ''}{self.host}:{self.port}/{path}"

    def add(self, path, content):
        """Put a file where clients see it."""
        file = self.files / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        for entry in (file, *file.relative_to(self.files).parents):
            os.chown(self.files / entry, USER_ID, USER_ID)
        return file

    def transfers(self):
        """The transfers that have ended: direction `o` is a download, `i` an upload."""
        # Both servers write wu-ftpd's xferlog; blanks in names become underscores.
        if not self.transfer_log.exists():
            return []
        lines = [line.split() for line in self.transfer_log.read_text().splitlines()]
        return [Transfer(line[-7], int(line[7])) for line in lines]

    def octets(self, direction, transfers=1):
        """The octets of each transfer that way, once the log has that many of them."""

        def logged():
            return [entry for entry in self.transfers() if entry.direction == direction]

        wait_until(lambda: len(logged()) >= transfers, f"{transfers} transfers in the log")
        return [entry.octets for entry in logged()]

    def clients(self):
        """The addresses that files went to and came from."""
        return [line.split()[6] for line in self.transfer_log.read_text().splitlines()]

    def commands(self, *verbs):
        """The command lines received, secrets masked by the server; all or only some verbs."""
        lines = self._command_pattern.findall(self._log_text())
        return [line for line in lines if not verbs or line.split(" ")[0].upper() in verbs]

    def logins(self):
        """How many logins succeeded."""
        return len(self._login_pattern.findall(self._log_text()))

    def tail(self):
        """The end of the log, for a person who looks at a failure."""
        return "\n".join(self._log_text().splitlines()[-25:])

    def _log_text(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def _hex_address(host):
    """An IPv4 address as /proc/net/tcp has it."""
    return f"{int.from_bytes(socket.inet_aton(host), 'little'):08X}"


class ProFTPD(Server):
    """ProFTPD with one user, whose login folder is `files`."""

    name = "ProFTPD"
    binary = "/usr/sbin/proftpd"
    _command_pattern = re.compile(r"^\d+ \S+ (.*)$", re.MULTILINE)
    _login_pattern = re.compile(r"^\d+ 230 PASS \(hidden\)$", re.MULTILINE)

    def __init__(self, folder, rate=None, options="", **where):
        """`rate` in KiB/s limits each transfer; `options` are more lines of configuration."""
        # Of two lines with the same directive ProFTPD takes the first: options are on top.
        super().__init__(folder, **where)
        if rate is not None:
            options += f"\nTransferRate RETR,STOR,APPE {rate}\n"
        users = self.folder / "users"
        users.write_text(f"{USER}:{PASSWORD_HASH}:{USER_ID}:{USER_ID}::{self.files}:/bin/sh\n")
        users.chmod(0o600)
        self.configuration = self.folder / "configuration"
        self.configuration.write_text(f"""\
{options}
ServerName "Godwit lab"
ServerType standalone
DefaultAddress {self.host}
SocketBindTight on
Port {self.port}
UseIPv6 off
UseReverseDNS off
User daemon
Group daemon
AuthOrder mod_auth_file.c
AuthUserFile {users}
RequireValidShell off
WtmpLog off
PidFile {self.folder}/pid
ScoreboardFile {self.folder}/scoreboard
DelayEngine off
ControlsEngine off
SystemLog {self.folder}/system
TransferLog {self.transfer_log}
LogFormat lab "%P %s %r"
ExtendedLog {self.log} ALL lab
Umask 022
AllowOverwrite on
AllowStoreRestart on
TimesGMT on
""")

    def command(self):
        return [self.binary, "-n", "-q", "-c", self.configuration]


class Vsftpd(Server):
    """vsftpd with one user, locked up in `files`."""

    name = "vsftpd"
    binary = VSFTPD
    _command_pattern = re.compile(r'FTP command: Client "[^"]*", "(.*)"$', re.MULTILINE)
    _login_pattern = re.compile(r"OK LOGIN:")

    def __init__(self, folder, rate=None, options="", **where):
        """`rate` in KiB/s limits each transfer; `options` are more lines of configuration."""
        super().__init__(folder, **where)
        if rate is not None:
            options += f"\nlocal_max_rate={rate * 1024}\n"
        empty = self.folder / "empty"
        empty.mkdir()
        self.configuration = self.folder / "configuration"
        self.configuration.write_text(f"""\
listen=YES
background=NO
listen_address={self.host}
listen_port={self.port}
seccomp_sandbox=NO
secure_chroot_dir={empty}
anonymous_enable=NO
local_enable=YES
pam_service_name={PAM_SERVICE}
chroot_local_user=YES
allow_writeable_chroot=YES
local_root={self.files}
local_umask=022
write_enable=YES
xferlog_enable=YES
xferlog_file={self.transfer_log}
dual_log_enable=YES
vsftpd_log_file={self.log}
log_ftp_protocol=YES
{options}
""")

    def command(self):
        return [self.binary, self.configuration]
