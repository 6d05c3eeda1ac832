"""Copies from server to server, and through the client where servers refuse that."""

import os

from lab.case import LabCase, some_bytes
from lab.secure_servers import SecureProFTPD, SecureVsftpd, SessionsIgnoredProFTPD
from lab.servers import ProFTPD, Vsftpd

from cases.tls import Secure

ALLOWED = {
    ProFTPD: "AllowForeignAddress on",
    Vsftpd: "port_promiscuous=YES\npasv_promiscuous=YES",
}
"""What lets a server take part in a copy."""

MEBIBYTES = int(os.environ.get("GODWIT_LAB_COPY_MEBIBYTES", "24"))
"""The size of a copy that is cut; 256 by hand."""

SMALL = some_bytes(3_000_000)


class Copying(LabCase):
    """Two servers at addresses of their own, neither of them the client's."""

    hosts = {ProFTPD: "127.0.0.11", Vsftpd: "127.0.0.12"}

    def server(self, kind, **options):
        host = next(host for base, host in self.hosts.items() if issubclass(kind, base))
        self.client.knows(host)
        return super().server(kind, host=host, **options)

    def copying(self, kind, options="", **more):
        """A server that takes part in copies."""
        allowed = next(text for base, text in ALLOWED.items() if issubclass(kind, base))
        return self.server(kind, options=f"{allowed}\n{options}", **more)

    def copy(self, source, target, *options):
        return "copy", *options, "--json", source.url("file"), target.url("copied")

    def done(self, run):
        (event,) = run.events("done")
        return event


class Clear(Copying):
    subject = "copy"

    def test_both_ways(self):
        """FXP copies from ProFTPD to vsftpd and back, into a folder as well"""
        first, second = self.copying(ProFTPD), self.copying(Vsftpd)
        first.add("file", SMALL)
        second.add("file", SMALL[::-1])
        for source, target in ((first, second), (second, first)):
            run = self.godwit(*self.copy(source, target))
            self.assertSameBytes(target.files / "copied", (source.files / "file").read_bytes())
            self.assertEqual(self.done(run)["way"], "direct")
            self.assertEqual(self.done(run)["confirmed"], "size")
        first.add("folder/one", SMALL)
        first.add("folder/two", SMALL[:1000])
        second.add("in/there", b"")
        self.godwit("copy", first.url("folder/*"), second.url("in/"))
        self.assertSameBytes(second.files / "in/one", SMALL)
        self.assertSameBytes(second.files / "in/two", SMALL[:1000])

    def refused(self, source, target, *settings):
        source.add("file", SMALL)
        target.add("copied", b"kept")
        run = self.godwit("copy", source.url("file"), target.url("copied"), status=77)
        turned, refusal = run.complaints
        self.assertIn("trying with the source server", turned)
        for words in (*settings, "--relay"):
            self.assertIn(words, refusal)
        self.assertEqual((target.files / "copied").read_bytes(), b"kept")

    def test_refused(self):
        """servers that allow no copy are quoted, and the settings that would are named"""
        self.refused(
            self.server(ProFTPD), self.server(Vsftpd), "AllowForeignAddress", "port_promiscuous"
        )

    def test_relay(self):
        """what servers refuse goes through the client, in clear, and nothing to its disk"""
        source, target = self.server(ProFTPD), self.server(Vsftpd)
        source.add("file", SMALL)
        run = self.godwit(*self.copy(source, target, "--relay"))
        self.assertSameBytes(target.files / "copied", SMALL)
        self.assertEqual(self.done(run)["way"], "relay")

    def test_one_sided(self):
        """a target that takes no stranger's connection is told to connect itself"""
        source = self.copying(ProFTPD)
        target = self.server(Vsftpd, options="port_promiscuous=YES")
        source.add("file", SMALL)
        run = self.godwit(*self.copy(source, target))
        self.assertSameBytes(target.files / "copied", SMALL)
        self.assertEqual(self.done(run)["way"], "direct")
        self.assertEqual(len(target.commands("PORT")), 1)


class Cut(Copying):
    subject = "copy that is cut"
    longest = 25

    def cut(self, source_kind, target_kind, side):
        rate = MEBIBYTES * 1024 // 4
        source, target = self.copying(source_kind, rate=rate), self.copying(target_kind)
        content = b"".join(some_bytes(1 << 20, seed=number) for number in range(MEBIBYTES))
        source.add("file", content)
        run = self.start(*self.copy(source, target))
        self.wait_for_size(target.files / "copied", len(content) // 4)
        (source if side == "source" else target).kill_sessions()
        self.finish(run, timeout=120)
        self.assertSameBytes(target.files / "copied", content)
        done = self.done(run)
        self.assertEqual(done["way"], "direct")
        self.assertEqual(done["logins"], 3)
        sent = sum(source.octets("o", 1))
        self.assertLessEqual(sent, len(content) + (8 << 20))
        return run

    def test_proftpd_source(self):
        """from ProFTPD to vsftpd the source's session dies and the copy goes on"""
        self.cut(ProFTPD, Vsftpd, "source")

    def test_vsftpd_target(self):
        """from ProFTPD to vsftpd the target's session dies and the copy goes on"""
        self.cut(ProFTPD, Vsftpd, "target")

    def test_vsftpd_source(self):
        """from vsftpd to ProFTPD the source's session dies and the copy goes on"""
        self.cut(Vsftpd, ProFTPD, "source")

    def test_proftpd_target(self):
        """from vsftpd to ProFTPD the target's session dies and the copy goes on"""
        self.cut(Vsftpd, ProFTPD, "target")


class TrustingProFTPD(SessionsIgnoredProFTPD):
    """ProFTPD that knows whom its peers' certificates are signed by: it may be their client."""

    def __init__(self, folder, certificate, authority, **where):
        super().__init__(folder, certificate, **where)
        self.authority = authority

    def command(self):
        return ["env", f"SSL_CERT_FILE={self.authority}", *super().command()]


class LaxVsftpd(SecureVsftpd):
    """vsftpd under TLS that does not mind new sessions."""

    def __init__(self, folder, certificate, options="", **where):
        # Of two lines with the same name vsftpd takes the last.
        super().__init__(folder, certificate, options=options, **where)
        text = self.configuration.read_text()
        self.configuration.write_text(f"{text}\nrequire_ssl_reuse=NO\n")


class Tls(Secure, Copying):
    subject = "copy over TLS"

    def test_relay(self):
        """a relayed copy goes over TLS on both sides, with sessions that are resumed"""
        source, target = self.server(SecureVsftpd), self.server(SecureProFTPD)
        source.add("file", SMALL)
        run = self.godwit(*self.copy(source, target, "--relay", "--tls", "require"))
        self.assertSameBytes(target.files / "copied", SMALL)
        done = self.done(run)
        self.assertEqual(done["way"], "relay")
        self.assertTrue(done["data_resumed"])

    def sscn(self, source, target):
        source.add("file", SMALL)
        run = self.godwit(*self.copy(source, target, "--tls", "require"))
        self.assertSameBytes(target.files / "copied", SMALL)
        self.assertEqual(self.done(run)["way"], "direct")

    def test_sscn(self):
        """ProFTPD is the client of TLS by SSCN, and data goes from server to server under it"""
        lax = self.copying(TrustingProFTPD, authority=self.authority.file)
        other = self.copying(LaxVsftpd)
        self.sscn(lax, other)
        self.assertEqual(lax.commands("SSCN"), ["SSCN ON"])
