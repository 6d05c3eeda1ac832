"""Real proxies: SOCKS 5, HTTP and FTP."""

import re

from .network import free_port
from .processes import Process, wait_until

PROXY_USER = "gate"
PROXY_PASSWORD = "keeper"


class Proxy:
    """What the cases ask of any proxy: an address and what it did."""

    scheme = ""
    login = ""

    def __init__(self, folder):
        self.folder = folder / type(self).__name__
        self.folder.mkdir()
        # The servers run as somebody else and write here.
        self.folder.chmod(0o777)
        self.host = "127.0.0.1"
        self.port = free_port()
        self.log = self.folder / "log"
        self.process = None

    def start(self):
        """Start the proxy and wait until it listens."""
        with (self.folder / "output").open("w") as file:
            self.process = Process(self.command(), stdout=file, stderr=file)
        wait_until(self.listens, f"{type(self).__name__} to listen")
        return self

    def listens(self):
        if self.process.poll() is not None:
            raise AssertionError(f"{type(self).__name__} does not start: {self.tail()}")
        with open("/proc/net/tcp") as table:
            wanted = f":{self.port:04X}"
            return any(
                line.split()[1].endswith(wanted) and line.split()[3] == "0A"
                for line in table.readlines()[1:]
            )

    def stop(self):
        if self.process is not None:
            self.process.stop()

    def text(self):
        """All that it logged and printed."""
        files = [self.log, self.folder / "output"]
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def tail(self):
        """The end of the log, for a person who looks at a failure."""
        return "\n".join(self.text().splitlines()[-25:])

    @property
    def url(self):
        return f"{self.scheme}://{self.login}{self.host}:{self.port}"

    def connections(self):
        """Where it connected to, in order."""
        return self._connection_pattern.findall(self.text())


class MicroSocks(Proxy):
    """A SOCKS 5 proxy that wants a user and a password."""

    binary = "/usr/bin/microsocks"
    scheme = "socks5"
    login = f"{PROXY_USER}:{PROXY_PASSWORD}@"
    _connection_pattern = re.compile(r"connected to (\S+:\d+)")

    def command(self):
        return [
            self.binary, "-i", self.host, "-p", self.port,
            "-u", PROXY_USER, "-P", PROXY_PASSWORD,
        ]  # fmt: skip


class TinyProxy(Proxy):
    """An HTTP proxy that wants a user and a password."""

    binary = "/usr/bin/tinyproxy"
    scheme = "http"
    login = f"{PROXY_USER}:{PROXY_PASSWORD}@"
    _connection_pattern = re.compile(r"CONNECT (\S+:\d+) HTTP")

    def command(self):
        configuration = self.folder / "configuration"
        configuration.write_text(f"""\
Port {self.port}
Listen {self.host}
Timeout 60
LogFile "{self.log}"
LogLevel Info
PidFile "{self.folder}/pid"
MaxClients 20
Allow 127.0.0.1
BasicAuth {PROXY_USER} {PROXY_PASSWORD}
""")
        return [self.binary, "-d", "-c", configuration]


class SuSEProxy(Proxy):
    """An FTP proxy that is told the server in USER."""

    binary = "/usr/sbin/ftp-proxy"
    scheme = "ftp"
    _connection_pattern = re.compile(r"[Cc]onnect\w* to (\S+)")

    def command(self):
        configuration = self.folder / "configuration"
        configuration.write_text(f"""\
[-Global-]
AllowMagicUser yes
DestinationAddress {self.host}
DestinationPort 1
ForkLimit 1000
Listen {self.host}
Port {self.port}
LogDestination {self.log}
LogLevel DBG
PidFile {self.folder}/pid
ServerType standalone
""")
        return [self.binary, "-d", "-n", "-f", configuration]
