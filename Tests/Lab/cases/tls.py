"""FTPS with servers that insist on it, and on resumed sessions."""

from lab.balancers import CloudBalancer, ProxyBalancer
from lab.case import LabCase, some_bytes
from lab.certificates import Authority
from lab.secure_servers import (
    ClearControlProFTPD,
    ImplicitProFTPD,
    ImplicitVsftpd,
    SecureProFTPD,
    SecurePureFTPd,
    SecurePyftpd,
    SecureVsftpd,
    SessionsIgnoredProFTPD,
)

from cases import balancers, resuming, transfers


class Secure:
    """A case whose servers have certificates of an authority that the client trusts."""

    def setUp(self):
        self._authority = None
        super().setUp()

    @property
    def authority(self):
        if self._authority is None:
            self._authority = Authority(self.folder)
            self.client.environment["SSL_CERT_FILE"] = str(self._authority.file)
        return self._authority

    def server(self, kind, **options):
        if issubclass(kind, (SecureVsftpd, SecureProFTPD, SecurePureFTPd, SecurePyftpd)):
            options.setdefault("certificate", self.authority.certificate())
        return super().server(kind, **options)


class ManyFiles(Secure):
    """Consecutive transfers in one login, each on a data connection of its own."""

    longest = 15

    def setUp(self):
        super().setUp()
        self.ftp = self.server(self.kind)
        self.client.knows(self.ftp.host)

    def gets_fifty_files(self, version):
        for number in range(50):
            self.ftp.add(f"file{number}", some_bytes(10_000 + number, seed=number))
        target = self.folder / "target"
        target.mkdir()
        urls = [self.ftp.url(f"file{number}") for number in range(50)]
        words = ["--json", "--parallel", "1", "--tls-max", version]
        run = self.godwit("get", *words, *urls, "-O", target)
        for number in range(50):
            self.assertSameBytes(
                target / f"file{number}", some_bytes(10_000 + number, seed=number)
            )
        done = run.events("done")
        self.assertEqual([entry["tls"] for entry in done], [f"TLSv{version}"] * 50)
        self.assertEqual([entry["data_resumed"] for entry in done], [True] * 50)
        self.assertEqual([entry["certificate"] for entry in done], ["verified"] * 50)
        self.assertEqual(self.ftp.logins(), 1 + self.kind.mixes_commands)

    def test_fifty_tls12(self):
        """quirk 37: 50 files in one login over TLS 1.2 resume the session 50 times"""
        self.gets_fifty_files("1.2")

    def test_fifty_tls13(self):
        """quirk 37: 50 files in one login over TLS 1.3 resume the session 50 times"""
        self.gets_fifty_files("1.3")

    def test_uploads(self):
        """quirks 39, 64: 200 uploads of 1 MiB and a byte over TLS 1.3 arrive whole, in one login"""
        content = some_bytes(1024 * 1024 + 1)
        files = []
        for number in range(200):
            file = self.folder / f"up{number}"
            file.write_bytes(content)
            files.append(file)
        words = ["--parallel", "1", "--tls-min", "1.3"]
        self.godwit("put", *words, *files, self.ftp.url(""), timeout=120)
        sizes = {(self.ftp.files / file.name).stat().st_size for file in files}
        self.assertEqual(sizes, {len(content)})
        self.assertSameBytes(self.ftp.files / "up199", content)
        self.assertEqual(self.ftp.logins(), 1)

    def test_empty(self):
        """quirk 42: an empty file goes both ways"""
        self.ftp.add("empty", b"")
        target = self.folder / "target"
        self.godwit("get", self.ftp.url("empty"), "-o", target)
        self.godwit("put", target, self.ftp.url("back"))
        self.assertSameBytes(self.ftp.files / "back", b"")


class ManyFilesVsftpd(ManyFiles, LabCase):
    subject = "TLS, vsftpd"
    kind = SecureVsftpd


class ManyFilesProFTPD(ManyFiles, LabCase):
    subject = "TLS, ProFTPD"
    kind = SecureProFTPD


class ManyFilesLaxProFTPD(ManyFiles, LabCase):
    subject = "TLS, ProFTPD without session reuse"
    kind = SessionsIgnoredProFTPD


class ManyFilesPyftpd(ManyFiles, LabCase):
    subject = "TLS, pyftpdlib"
    kind = SecurePyftpd


class TransfersVsftpd(Secure, transfers.Transfers, LabCase):
    subject = "TLS transfers, vsftpd"
    kind = SecureVsftpd


class TransfersProFTPD(Secure, transfers.Transfers, LabCase):
    subject = "TLS transfers, ProFTPD"
    kind = SecureProFTPD


class TransfersPyftpd(Secure, transfers.Transfers, LabCase):
    subject = "TLS transfers, pyftpdlib"
    kind = SecurePyftpd


class ResumingVsftpd(Secure, resuming.Resuming, LabCase):
    subject = "TLS resuming, vsftpd"
    kind = SecureVsftpd


class ResumingProFTPD(Secure, resuming.Resuming, LabCase):
    subject = "TLS resuming, ProFTPD"
    kind = SecureProFTPD


class ResumingPyftpd(Secure, resuming.Resuming, LabCase):
    subject = "TLS resuming, pyftpdlib"
    kind = SecurePyftpd


class ClearControl(Secure, LabCase):
    subject = "TLS, CCC"

    def clears_control(self, version):
        ftp = self.server(ClearControlProFTPD)
        self.client.knows(ftp.host)
        files = [ftp.add(f"file{number}", some_bytes(5000, seed=number)) for number in range(9)]
        urls = [ftp.url(file.name) for file in files]
        target = self.folder / "target"
        target.mkdir()
        run = self.godwit(
            "get", "--clear-control", "--tls-max", version, "--json", *urls, "-O", target
        )
        for file in files:
            self.assertSameBytes(target / file.name, file.read_bytes())
        done = run.events("done")
        self.assertEqual([entry["tls"] for entry in done], [f"TLSv{version}"] * 9)
        self.assertEqual([entry["data_resumed"] for entry in done], [True] * 9)
        self.assertEqual(len(ftp.commands("CCC")), 1)
        self.assertEqual(ftp.logins(), 1)

    def test_tls12(self):
        """--clear-control speaks in clear behind the login, and data stays under TLS 1.2"""
        self.clears_control("1.2")

    def test_tls13(self):
        """--clear-control speaks in clear behind the login, and data stays under TLS 1.3"""
        self.clears_control("1.3")


class Implicit(Secure, LabCase):
    subject = "TLS implicit"

    def both_ways(self, kind):
        content = some_bytes(1_000_000)
        ftp = self.server(kind)
        ftp.add("file", content)
        self.client.knows(ftp.host)
        target = self.folder / "target"
        url = ftp.url("file").replace("ftp:", "ftps:")
        self.godwit("get", url, "-o", target)
        self.assertSameBytes(target, content)
        self.godwit("put", target, url.replace("/file", "/back"))
        self.assertSameBytes(ftp.files / "back", content)

    def test_proftpd(self):
        """quirk 44: ftps:// goes both ways with ProFTPD"""
        self.both_ways(ImplicitProFTPD)

    def test_vsftpd(self):
        """quirk 44: ftps:// goes both ways with vsftpd"""
        self.both_ways(ImplicitVsftpd)


class SecureCloudBalancer(CloudBalancer):
    kind = SecureProFTPD


class SecureProxyBalancer(ProxyBalancer):
    kind = SecureVsftpd


class ThroughBalancer(Secure):
    seconds = 22
    longest = 40

    def test_download(self):
        """a download needs one login"""
        self.assertOneLogin(self.download("--keepalive", "auto:2"))

    def test_upload(self):
        """an upload needs one login"""
        self.assertOneLogin(self.upload("--keepalive", "auto:2"))

    def test_download_proved(self):
        """a download whose control connection was lost is drained and proved"""
        self.assertProved(self.download("--keepalive", "off", "--timeout", "5"))

    def test_upload_proved(self):
        """an upload whose control connection was lost is sent to its end and proved"""
        self.assertProved(self.upload("--keepalive", "off", "--timeout", "5"))


class ThroughCloudBalancer(ThroughBalancer, balancers.LongTransfer):
    subject = "TLS, cloud balancer, ProFTPD"
    balancer = SecureCloudBalancer


class ThroughProxyBalancer(ThroughBalancer, balancers.LongTransfer):
    subject = "TLS, HAProxy, vsftpd"
    balancer = SecureProxyBalancer
