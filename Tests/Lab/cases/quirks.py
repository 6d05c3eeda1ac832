"""Numbered behaviours of servers and networks that need a real network to show themselves."""

import os
import re
from pathlib import Path

from lab.case import LabCase, some_bytes
from lab.etc import MANY_ADDRESSES, MANY_HOMED
from lab.line import Line
from lab.processes import wait_until
from lab.scripted import ScriptedServer, endless
from lab.secure_servers import SecureVsftpd
from lab.servers import Vsftpd

from cases.tls import Secure

TESTS = Path(__file__).resolve().parents[2]
RATE = 256
CONTENT = some_bytes(RATE * 1024 * 4)
PROTOCOL_ERROR = 76
# A million by hand.
ENTRIES = int(os.environ.get("GODWIT_LAB_ENTRIES", 200_000))


class Names(LabCase):
    subject = "quirks"

    def test_names(self):
        """each of the 75 numbered behaviours stands in the name of a test"""
        found = set()
        for file in TESTS.rglob("*.swift"):
            # The name of a test, or of one of its cases.
            for name in re.findall(r"(?:func `|testDescription: \")(quirks? \d.*)", file.read_text()):
                found |= numbers(name)
        for file in TESTS.glob("Lab/cases/*.py"):
            for name in re.findall(r'^        """(quirks? \d.*)"""$', file.read_text(), re.M):
                found |= numbers(name)
        self.assertEqual(sorted(set(range(1, 76)) - found), [])


def numbers(name):
    """The numbers that a test's name begins with, as in `quirks 1, 2 and 74`, `quirks 4 to 8`."""
    head = re.match(r"quirks? (\d+(?:(?:, | and | to )\d+)*):", name)
    found = set()
    if head is not None:
        for first, last in re.findall(r"(\d+)(?: to (\d+))?", head[1]):
            found |= set(range(int(first), int(last or first) + 1))
    return found


class OnALine(LabCase):
    """A slow transfer over a line of one's own making."""

    subject = "vsftpd"
    longest = 15
    kind = Vsftpd

    def lay(self, options="", host=Line.address):
        """The line, and a file at the other end of it."""
        self.line = Line(self, self.kind, rate=RATE, options=options)
        self.line.server.add("file", CONTENT)
        self.client.knows(host)
        self.target = self.folder / "file"
        self.url = f"ftp://{host}/file"

    def begin(self, *words):
        """A download that has got a quarter."""
        run = self.start(
            "get", *words, self.url, "-o", self.target, namespace=self.line.client
        )
        self.wait_for_size(self.folder / "file.part", len(CONTENT) // 4)
        return run

    def end(self, run, logins=1):
        self.finish(run)
        self.assertSameBytes(self.target, CONTENT)
        self.assertEqual(self.line.server.logins(), logins)


class Keepalive(OnALine):
    def timers(self):
        """How many connections of the client have a timer of TCP keepalive, and how many none."""
        lines = self.line.client.run("ss", "-tnoH", "state", "established").splitlines()
        probing = [line for line in lines if "timer:(keepalive" in line]
        return len(probing), len(lines) - len(probing)

    def test_probes(self):
        """quirk 13: --keepalive tcp probes on both connections, and sends no NOOP"""
        self.lay()
        run = self.begin("--keepalive", "tcp:1")
        wait_until(lambda: self.timers() == (2, 0), "two timers")
        self.end(run)
        self.assertEqual(self.line.server.commands("NOOP"), [])

    def test_noop(self):
        """quirk 13: --keepalive noop probes on no connection"""
        self.lay()
        run = self.begin("--keepalive", "noop:1")
        self.assertEqual(self.timers(), (0, 2))
        self.end(run)
        self.assertNotEqual(self.line.server.commands("NOOP"), [])

    def test_off(self):
        """quirk 13: --keepalive off probes on no connection, and sends no NOOP"""
        self.lay()
        run = self.begin("--keepalive", "off")
        self.assertEqual(self.timers(), (0, 2))
        self.end(run)
        self.assertEqual(self.line.server.commands("NOOP"), [])


class DataAddress(OnALine):
    def advertises(self, address):
        self.lay(f"cmds_denied=EPSV\npasv_address={address}")
        self.end(self.begin())
        self.assertNotEqual(self.line.server.commands("PASV"), [])

    def test_wildcard(self):
        """quirk 30: 0.0.0.0 in the 227 reply means the server's own address"""
        self.advertises("0.0.0.0")

    def test_loopback(self):
        """quirk 30: a loopback address in the 227 reply means the server's own"""
        self.advertises("127.0.0.1")

    def test_elsewhere(self):
        """quirk 30: an address in the 227 reply that leads nowhere is replaced by the server's"""
        self.advertises("10.99.0.1")

    def test_source(self):
        """quirk 35: data leaves from the control connection's address, whatever the route says"""
        self.lay()
        self.line.server.add("next", CONTENT[:1000])
        target = self.folder / "target"
        target.mkdir()
        run = self.start(
            "get", self.url, self.line.url("next"), "-O", target, namespace=self.line.client
        )
        self.wait_for_size(target / "file.part", len(CONTENT) // 4)
        # New connections would now come from an address that vsftpd answers with 425.
        self.line.client.run("ip", "address", "add", "10.21.0.5/24", "dev", "eth0")
        self.line.client.run(
            "ip", "route", "change", "10.21.0.0/24", "dev", "eth0", "src", "10.21.0.5"
        )
        self.finish(run)
        self.assertSameBytes(target / "next", CONTENT[:1000])
        self.assertEqual(self.line.server.logins(), 1)


class ManyAddresses(OnALine):
    """A name with three addresses, of which only the last has an FTP server."""

    def lay(self):
        super().lay(host=MANY_HOMED)
        self.line.client.run("ip", "address", "add", "fd21::1/64", "dev", "eth0", "nodad")
        others = MANY_ADDRESSES[:-1]
        rules = "\n".join(
            f"{'ip6' if ':' in other else 'ip'} daddr {other} counter name knocks"
            for other in others
        )
        self.line.client.filter(f"""
            table inet addresses {{
                counter knocks {{ }}
                chain output {{
                    type filter hook output priority filter
                    meta l4proto tcp jump others
                }}
                chain others {{
                    {rules}
                }}
            }}
        """)

    def knocks(self):
        """How many segments went to addresses without a server."""
        return self.line.counter("knocks")["packets"]

    def test_black_holes(self):
        """quirk 75: black holes cost no more than their head start, and are left at the reconnect"""
        self.lay()
        run = self.begin()
        before = self.knocks()
        self.assertGreater(before, 0)
        self.line.server.kill_sessions()
        self.end(run, logins=2)
        self.assertEqual(self.knocks(), before)

    def test_two_servers(self):
        """quirk 69: data goes where the control connection went, not where the name leads"""
        self.lay()
        # Another machine of the name, which is up and has no FTP server.
        self.line.inside.run("ip", "address", "add", "10.21.0.3/24", "dev", "eth0")
        run = self.begin()
        self.assertGreater(self.knocks(), 0)
        knocks = self.knocks()
        self.end(run)
        self.assertEqual(self.knocks(), knocks)
        self.assertEqual(len(self.line.server.commands("EPSV", "PASV")), 1)


class CloseNotify(Secure, OnALine):
    kind = SecureVsftpd

    def test_slow_upload(self):
        """quirk 40: close_notify reaches a server that insists on it at the end of a slow line"""
        self.lay("strict_ssl_read_eof=YES\nstrict_ssl_write_shutdown=YES")
        self.target.write_bytes(CONTENT)
        self.godwit("put", self.target, self.url, namespace=self.line.client)
        self.assertSameBytes(self.line.server.files / "file", CONTENT)
        self.assertEqual(self.line.server.octets("i"), [len(CONTENT)])
        self.assertEqual(self.line.server.logins(), 1)


class EndlessReplies(LabCase):
    """What never ends is refused within its bounds, and costs no memory."""

    subject = "scripted server"
    MEMORY = 64 * 1024
    """KiB that the client may have used at the most."""

    def refuses(self, status, *command, **replies):
        server = self.started(ScriptedServer(**replies))
        run = self.measured(*command, server.url("name"), status=status, below=self.MEMORY)
        self.assertEqual(len(run.complaints), 1, run.complaints)

    def test_long_listing(self):
        """quirk 67: a listing of very many entries"""

        def listing():
            for first in range(0, ENTRIES, 1000):
                yield b"".join(
                    b"type=file;size=%d;modify=20261120091233; %d\r\n" % (number, number)
                    for number in range(first, first + 1000)
                )

        server = self.started(ScriptedServer(listing=listing))
        run = self.measured("ls", server.url(""), below=self.MEMORY)
        self.assertEqual(run.stdout.count(b"\n"), ENTRIES)

    def test_line(self):
        """quirk 67: a reply line without an end"""
        self.refuses(PROTOCOL_ERROR, "cat", "--retries", "0", TYPE=endless(b"200 ", b"a" * 8192))

    def test_reply(self):
        """quirk 67: a reply of more and more lines"""
        self.refuses(
            PROTOCOL_ERROR, "cat", "--retries", "0",
            FEAT=endless(b"211-Features\r\n", b" MLST size*;\r\n" * 500)
        )

    def test_listing_line(self):
        """quirk 67: a listing's line without an end"""
        self.refuses(PROTOCOL_ERROR, "ls", listing=endless(b"type=file;size=1; a", b"a" * 8192))
