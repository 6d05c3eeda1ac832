"""Every way in: active and passive mode, IPv4 and IPv6, proxies."""

from lab.case import LabCase, some_bytes
from lab.etc import IPV4_NAME
from lab.proxies import MicroSocks, SuSEProxy, TinyProxy
from lab.servers import ProFTPD, Vsftpd
from lab.six import SixProFTPD, SixVsftpd

CONTENT = some_bytes(1_500_000)


class WaysIn:
    """A file down, a file up and a listing, by whatever way."""

    longest = 15

    def reaches(self, ftp, *options, host=None):
        """All three go well by the options."""
        ftp.add("folder/file", CONTENT)
        url = ftp.url if host is None else lambda path: f"ftp://{host}:{ftp.port}/{path}"
        target = self.folder / f"target{len(self.client.runs)}"
        self.godwit("get", *options, url("folder/file"), "-o", target)
        self.assertSameBytes(target, CONTENT)
        self.godwit("put", *options, target, url(target.name))
        self.assertSameBytes(ftp.files / target.name, CONTENT)
        run = self.godwit("ls", *options, url("folder/"))
        self.assertEqual(run.stdout.split(), [b"file"])

    def known(self, kind):
        ftp = self.server(kind)
        self.client.knows(ftp.host)
        return ftp

    def proxy(self, kind):
        return self.started(kind(self.folder))


class Modes(WaysIn):
    def test_passive(self):
        """passive mode over IPv4"""
        ftp = self.known(self.kind)
        self.reaches(ftp)
        self.assertEqual(ftp.commands("PORT", "EPRT"), [])

    def test_active(self):
        """active mode over IPv4"""
        ftp = self.known(self.kind)
        self.reaches(ftp, "--active")
        self.assertEqual(len(ftp.commands("PORT")), 3)
        self.assertEqual(ftp.commands("EPSV", "PASV"), [])

    def test_active_ports(self):
        """active mode with ports of ours, and a name for them that is ours"""
        ftp = self.known(self.kind)
        self.reaches(ftp, "--active", "--active-ports", "41000-41050")
        for line in ftp.commands("PORT"):
            numbers = [int(word) for word in line.split()[1].split(",")]
            self.assertIn(numbers[4] * 256 + numbers[5], range(41000, 41051))

    def test_passive_six(self):
        """passive mode over IPv6"""
        ftp = self.known(self.six)
        self.reaches(ftp)
        self.assertEqual(len(ftp.commands("EPSV")), 3)
        self.assertEqual(ftp.commands("PASV"), [])

    def test_active_six(self):
        """active mode over IPv6"""
        ftp = self.known(self.six)
        self.reaches(ftp, "--active")
        self.assertEqual(len(ftp.commands("EPRT")), 3)

    def test_epsv_all(self):
        """EPSV ALL is taken, and all goes on by EPSV"""
        ftp = self.known(self.kind)
        self.reaches(ftp, "--epsv", "all")
        self.assertEqual(ftp.commands("EPSV").count("EPSV ALL"), 3)


class ModesVsftpd(Modes, LabCase):
    subject = "modes, vsftpd"
    kind = Vsftpd
    six = SixVsftpd


class ModesProFTPD(Modes, LabCase):
    subject = "modes, ProFTPD"
    kind = ProFTPD
    six = SixProFTPD


class Tunnels(WaysIn):
    def test_option(self):
        """control and data go through the proxy of --proxy"""
        ftp = self.known(Vsftpd)
        proxy = self.proxy(self.kind)
        self.reaches(ftp, "--proxy", proxy.url)
        # Two connections for each of the three runs.
        self.assertEqual(len(proxy.connections()), 6, proxy.text())

    def test_resume(self):
        """a transfer that broke in the proxy goes on"""
        ftp = self.server(ProFTPD, rate=2000)
        self.client.knows(ftp.host)
        ftp.add("file", some_bytes(4_000_000))
        proxy = self.proxy(self.kind)
        target = self.folder / "target"
        run = self.start("get", "--proxy", proxy.url, ftp.url("file"), "-o", target)
        self.wait_for_size(target.with_name("target.part"), 1_000_000)
        ftp.kill_sessions()
        self.finish(run)
        self.assertSameBytes(target, some_bytes(4_000_000))
        self.assertEqual(len(ftp.commands("REST")), 1)

    def test_name(self):
        """the proxy looks up the name"""
        ftp = self.server(Vsftpd)
        self.client.knows(IPV4_NAME)
        proxy = self.proxy(self.kind)
        self.reaches(ftp, "--proxy", proxy.url, host=IPV4_NAME)
        self.assertEqual(
            {place.split(":")[0] for place in proxy.connections()}, {IPV4_NAME}, proxy.text()
        )

    def test_variables(self):
        """all_proxy and no_proxy say which way"""
        ftp = self.known(Vsftpd)
        proxy = self.proxy(self.kind)
        self.client.environment["all_proxy"] = proxy.url
        self.reaches(ftp)
        self.assertEqual(len(proxy.connections()), 6)
        self.client.environment["no_proxy"] = "example.org, 127.0.0.0/8"
        self.reaches(ftp)
        self.assertEqual(len(proxy.connections()), 6)

    def test_refused(self):
        """a proxy that wants a password is not asked again"""
        ftp = self.known(Vsftpd)
        proxy = self.proxy(self.kind)
        self.fails(
            77,
            "get", "--proxy", f"{proxy.scheme}://{proxy.host}:{proxy.port}",
            ftp.url("file"), "-o", self.folder / "target",
            saying="asks for a user",
        )  # fmt: skip
        self.assertEqual(ftp.logins(), 0)


class TunnelSOCKS(Tunnels, LabCase):
    subject = "SOCKS 5, microsocks"
    kind = MicroSocks


class TunnelHTTP(Tunnels, LabCase):
    subject = "CONNECT, tinyproxy"
    kind = TinyProxy


class ProxyFTP(WaysIn, LabCase):
    subject = "FTP proxy, ftp-proxy"

    def test_user_at_host(self):
        """the proxy is told the server in USER"""
        ftp = self.known(Vsftpd)
        proxy = self.proxy(SuSEProxy)
        self.reaches(ftp, "--tls", "off", "--proxy", proxy.url)
        self.assertEqual(ftp.logins(), 3)
