"""HAProxy in TCP mode in front of several FTP servers."""

from .processes import Process, wait_until


class HAProxy:
    """One address whose ports all lead a client to the server that its address sticks to."""

    binary = "/usr/sbin/haproxy"

    def __init__(self, folder, namespace, address, servers, idle):
        self.folder = folder / "haproxy"
        self.folder.mkdir()
        self.log = self.folder / "log"
        self.namespace = namespace
        self.address = address
        self.process = None
        # A server without a port is asked at the port that the client came to.
        lines = "\n".join(f"    server ftp{n} {server}" for n, server in enumerate(servers))
        self.configuration = self.folder / "configuration"
        self.configuration.write_text(f"""\
global
    log stdout format raw local0
defaults
    mode tcp
    log global
    option tcplog
    timeout connect 5s
    timeout client {idle}s
    timeout server {idle}s
listen ftp
    bind {address}:21,{address}:50000-50010
    stick-table type ip size 1k expire 30m
    stick on src
    balance roundrobin
{lines}
""")

    def start(self):
        """Start the proxy and wait until it listens."""
        command = [self.binary, "-db", "-f", self.configuration]
        with self.log.open("w") as file:
            self.process = Process(self.namespace.entering(*command), stdout=file, stderr=file)
        wait_until(self.listens, "HAProxy to listen")
        return self

    def listens(self):
        if self.process.poll() is not None:
            raise AssertionError(f"HAProxy does not start: {self.tail()}")
        return f"{self.address}:21 " in self.namespace.run("ss", "-ltnH")

    def stop(self):
        if self.process is not None:
            self.process.stop()

    def tail(self):
        """The end of the log, for a person who looks at a failure."""
        return "\n".join(self.log.read_text().splitlines()[-25:])
