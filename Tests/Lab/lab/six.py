"""The servers of the lab on the loopback of IPv6."""

from pathlib import Path

from .servers import ProFTPD, Vsftpd


class Six:
    """A server at ::1."""

    def __init__(self, folder, options="", **where):
        super().__init__(folder, options=options, host="::1", **where)

    def listens(self):
        """As for IPv4, from the other table."""
        wanted = f"{'0' * 24}01000000:{self.port:04X}"
        table = Path(f"/proc/{self.process.pid}/net/tcp6").read_text()
        return any(line.split()[1:4:2] == [wanted, "0A"] for line in table.splitlines()[1:])

    def url(self, path="", user=None):
        """The URL of a path that is already percent-encoded."""
        return f"ftp://{user + '@' if user else ''}[{self.host}]:{self.port}/{path}"


class SixProFTPD(Six, ProFTPD):
    """ProFTPD at ::1."""

    def __init__(self, folder, options="", **where):
        super().__init__(folder, options=options, **where)
        text = self.configuration.read_text()
        self.configuration.write_text(text.replace("UseIPv6 off", "UseIPv6 on"))


class SixVsftpd(Six, Vsftpd):
    """vsftpd at ::1."""

    def __init__(self, folder, options="", **where):
        # Of two lines with the same directive vsftpd takes the last.
        lines = f"listen=NO\nlisten_ipv6=YES\nlisten_address6=::1\n{options}"
        super().__init__(folder, options=lines, **where)
        text = self.configuration.read_text()
        self.configuration.write_text(text.replace("listen_address=::1\n", ""))
