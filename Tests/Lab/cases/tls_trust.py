"""Whom FTPS is spoken with: certificates, versions, and who we are."""

import time
import unittest
from platform import machine

from lab.case import LabCase, some_bytes
from lab.certificates import Authority
from lab.secure_servers import SecureProFTPD, SecureVsftpd
from lab.servers import ProFTPD, Vsftpd

from cases import tls


class Trust(tls.Secure, LabCase):
    subject = "TLS trust"

    def refused(self, certificate, saying):
        """The certificate is refused with the reason, before any login; then its pin works."""
        ftp = self.server(SecureProFTPD, certificate=certificate)
        ftp.add("file", b"content")
        self.client.knows(ftp.host)
        run = self.fails(77, "get", ftp.url("file"), "-o", "-", saying=saying)
        self.assertEqual(ftp.commands("USER", "PASS"), [])
        pins = run.complaints[0].split("--pin ")[1:]
        self.assertEqual(len(pins), 2)
        for pin in pins:
            got = self.godwit("get", "--pin", pin.split(" ")[0], ftp.url("file"), "-o", "-")
            self.assertEqual(got.stdout, b"content")
        got = self.godwit("get", "--insecure", ftp.url("file"), "-o", "-")
        self.assertEqual(got.stdout, b"content")

    def test_expired(self):
        """a certificate that has expired is refused"""
        self.refused(self.authority.certificate(days=-1), "expired")

    def test_other_name(self):
        """a certificate for another name is refused"""
        self.refused(self.authority.certificate(["DNS:elsewhere.example"]), "another name")

    def test_self_signed(self):
        """a certificate that its owner signed is refused"""
        self.refused(self.authority.self_signed(), "self-signed")

    def test_unknown_authority(self):
        """a certificate of an unknown authority is refused"""
        (self.folder / "unknown").mkdir()
        unknown = Authority(self.folder / "unknown")
        self.assertIsNotNone(self.authority)
        self.refused(unknown.certificate(), "trusted authorities")

    def test_cacert(self):
        """--cacert trusts the authorities in a file"""
        ftp = self.server(SecureProFTPD)
        ftp.add("file", b"content")
        self.client.knows(ftp.host)
        del self.client.environment["SSL_CERT_FILE"]
        self.fails(77, "get", ftp.url("file"), "-o", "-", saying="trusted authorities")
        got = self.godwit("get", "--cacert", self.authority.file, ftp.url("file"), "-o", "-")
        self.assertEqual(got.stdout, b"content")

    def test_required(self):
        """--tls require says nothing secret to a server without TLS"""
        ftp = self.server(ProFTPD)
        self.client.knows(ftp.host)
        self.fails(77, "get", "--tls", "require", ftp.url("file"), "-o", "-", saying="protection")
        self.assertEqual(ftp.commands("USER", "PASS"), [])

    def test_warned(self):
        """--tls prefer says once that a password travels in clear"""
        ftp = self.server(Vsftpd)
        ftp.add("a", b"a")
        ftp.add("b", b"b")
        self.client.knows(ftp.host)
        run = self.godwit("get", ftp.url("a"), ftp.url("b"), "-o", "-")
        self.assertEqual(run.stderr.count(b"in clear"), 1)
        run = self.godwit("get", "--tls", "off", ftp.url("a"), "-o", "-")
        self.assertNotIn(b"in clear", run.stderr)

    def test_downgrade(self):
        """a server that has shown TLS once is not spoken to in clear again"""
        ftp = self.server(SecureProFTPD)
        ftp.add("file", b"content")
        self.client.knows(ftp.host)
        self.godwit("get", ftp.url("file"), "-o", "-")
        ftp.stop()
        plain = self.server(ProFTPD, port=ftp.port)
        plain.add("file", b"content")
        self.fails(77, "get", plain.url("file"), "-o", "-", saying="seen on this host before")
        self.assertEqual(plain.commands("USER", "PASS"), [])
        self.godwit("get", "--tls", "off", plain.url("file"), "-o", "-")


POLICY = """openssl_conf = all
[all]
ssl_conf = tls
[tls]
system_default = clients
[clients]
Ciphersuites = {}
"""


class Versions(tls.Secure, LabCase):
    subject = "TLS versions"

    def speaks_only(self, version, refused):
        """A server of one version is spoken to in it, and not where another one is asked for."""
        ftp = self.server(SecureProFTPD, protocols=f"TLSv{version}")
        ftp.add("file", b"content")
        self.client.knows(ftp.host)
        run = self.godwit("get", "--json", ftp.url("file"), "-o", self.folder / "file")
        (done,) = run.events("done")
        self.assertEqual((done["tls"], done["data_resumed"]), (f"TLSv{version}", True))
        logins = ftp.logins()
        self.fails(77, "get", *refused, ftp.url("file"), "-o", "-", saying="TLS could not begin")
        self.assertEqual(ftp.logins(), logins)

    def test_tls12(self):
        """a server with TLS 1.2 only is spoken to in it, and refused by --tls-min 1.3"""
        self.speaks_only("1.2", ["--tls-min", "1.3"])

    def test_tls13(self):
        """a server with TLS 1.3 only is spoken to in it, and refused by --tls-max 1.2"""
        self.speaks_only("1.3", ["--tls-max", "1.2"])

    def test_ciphers(self):
        """openssl.cnf decides about ciphers"""
        ftp = self.server(SecureProFTPD)
        ftp.add("file", b"content")
        self.client.knows(ftp.host)
        policy = self.folder / "openssl.cnf"
        self.client.environment["OPENSSL_CONF"] = str(policy)
        for cipher in ("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"):
            policy.write_text(POLICY.format(cipher))
            run = self.godwit("get", "--json", ftp.url("file"), "-o", self.folder / cipher)
            (done,) = run.events("done")
            self.assertEqual(done["cipher"], cipher)

    def test_order_of_ciphers(self):
        """AES-128 comes first, unless openssl.cnf has an order of its own"""
        ftp = self.server(SecureVsftpd)
        ftp.add("file", b"content")
        self.client.knows(ftp.host)
        fast, strong, other = (
            "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
        )
        policy = self.folder / "openssl.cnf"
        for order, cipher in (
            (None, fast),
            (f"{strong}:{fast}", strong),
            (f"{other}:{fast}", other),
        ):
            if order is not None:
                policy.write_text(POLICY.format(order))
                self.client.environment["OPENSSL_CONF"] = str(policy)
            run = self.godwit("get", "--json", ftp.url("file"), "-o", self.folder / cipher)
            (done,) = run.events("done")
            self.assertEqual(done["cipher"], cipher)

    @unittest.skipUnless(machine() == "x86_64", "other machines load OpenSSL at the start")
    def test_without_openssl(self):
        """without OpenSSL what needs it ends with a sentence, and all else goes on"""
        libraries = self.folder / "libraries"
        libraries.mkdir()
        (libraries / "libssl.so.3").touch()
        self.client.environment["LD_LIBRARY_PATH"] = str(libraries)
        secure, clear = self.server(SecureVsftpd), self.server(Vsftpd)
        for ftp in (secure, clear):
            ftp.add("file", b"content")
            self.client.knows(ftp.host)
        self.fails(78, "get", secure.url("file"), "-o", "-", saying="install libssl.so.3")
        self.assertEqual(secure.commands("USER", "PASS"), [])
        got = self.godwit("get", "--tls", "off", clear.url("file"), "-o", "-")
        self.assertEqual(got.stdout, b"content")


class Identity(tls.Secure, LabCase):
    subject = "TLS client certificates"

    def setUp(self):
        super().setUp()
        self.ftp = self.server(SecureProFTPD, asks=self.authority.file)
        self.client.knows(self.ftp.host)
        self.certificate, self.key = self.authority.client("sesame open")

    def get(self, *options):
        return ("get", *options, self.ftp.url("file"), "-o", "-")

    def test_shown(self):
        """--cert and --key show who we are, the key opened by --key-password-command"""
        self.ftp.add("file", b"content")
        options = ["--cert", self.certificate, "--key", self.key]
        options += ["--key-password-command", "echo sesame open"]
        for version in ("1.2", "1.3"):
            run = self.godwit(*self.get(*options, "--tls-max", version))
            self.assertEqual(run.stdout, b"content")

    def test_wrong_phrase(self):
        """a wrong pass phrase is told as such, and nothing is sent"""
        options = ["--cert", self.certificate, "--key", self.key]
        options += ["--key-password-command", "echo sesame close"]
        self.fails(77, *self.get(*options), saying="is its pass phrase right?")
        self.assertEqual(self.ftp.commands("USER", "PASS"), [])

    def test_missing(self):
        """a server that wants a certificate which we have not ends in an error, not in a login"""
        run = self.godwit(*self.get("--retries", "0", "--tls-max", "1.2"), status=77)
        self.assertEqual(len(run.complaints), 1)
        self.assertEqual(self.ftp.commands("USER", "PASS"), [])


class Rate(tls.Secure, LabCase):
    subject = "TLS, --limit-rate"

    def test_both_ways(self):
        """--limit-rate holds over TLS both ways, and the bytes are the same"""
        content = some_bytes(2_000_000)
        ftp = self.server(SecureVsftpd)
        self.client.knows(ftp.host)
        ftp.add("file", content)
        target = self.folder / "file"
        ways = [("get", ftp.url("file"), "-o", target), ("put", target, ftp.url("back"))]
        for verb, *words in ways:
            begin = time.monotonic()
            self.godwit(verb, "--limit-rate", "1M", *words)
            # Two seconds, less what may go at once at the beginning.
            self.assertGreater(time.monotonic() - begin, 1.5)
        self.assertSameBytes(target, content)
        self.assertSameBytes(ftp.files / "back", content)
