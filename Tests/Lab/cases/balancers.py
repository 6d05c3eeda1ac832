"""Long transfers through balancers that forget the control connection meanwhile."""

from lab.balancers import CloudBalancer, ProxyBalancer
from lab.case import LabCase, some_bytes

RATE = 256
"""KiB a second."""


class LongTransfer(LabCase):
    """A download or an upload that keeps the data connection busy for `seconds`."""

    def download(self, *options):
        """A download that must arrive whole; returns the run and its balancer."""
        content = some_bytes(self.seconds * RATE * 1024)
        box = self.balancer(self, rate=RATE)
        box.add("file", content)
        self.client.knows(box.address)
        target = self.folder / "file"
        run = self.godwit("get", *options, box.url("file"), "-o", target, namespace=box.client)
        self.assertGreater(run.seconds, self.seconds * 0.8)
        self.assertSameBytes(target, content)
        return run, box

    def upload(self, *options):
        """An upload that must arrive whole; returns the run and its balancer."""
        content = some_bytes(self.seconds * RATE * 1024)
        box = self.balancer(self, rate=RATE)
        self.client.knows(box.address)
        source = self.folder / "file"
        source.write_bytes(content)
        run = self.godwit("put", *options, source, box.url("file"), namespace=box.client)
        self.assertGreater(run.seconds, self.seconds * 0.8)
        self.assertSameBytes(box.server.files / "file", content)
        return run, box

    def assertLearns(self, *options):
        """A run that lost its control connection teaches the next one how often to speak."""
        content = some_bytes(self.seconds * RATE * 1024)
        box = self.balancer(self, rate=RATE)
        box.add("file", content)
        self.client.knows(box.address)
        first = self.folder / "first"
        run = self.godwit(
            "get", *options, box.url("file"), "-o", first, namespace=box.client
        )
        self.assertSameBytes(first, content)
        self.assertIn(b"forgets idle connections after about", run.stderr)
        logins = box.server.logins()
        self.assertGreaterEqual(logins, 2)
        (known,) = self.godwit("hosts", "--json").events()
        self.assertGreater(known["idle_limit_seconds"], 4)
        self.assertLess(known["idle_limit_seconds"], 10)
        second = self.folder / "second"
        run = self.godwit("get", box.url("file"), "-o", second, namespace=box.client)
        self.assertSameBytes(second, content)
        self.assertEqual(box.server.logins(), logins + 1)
        self.assertNotIn(b"forgets idle connections", run.stderr)
        self.assertGreater(box.noops(), 0)

    def assertOneLogin(self, transfer):
        """The control connection lived through the transfer."""
        _, box = transfer
        self.assertEqual(box.server.logins(), 1)

    def assertProved(self, transfer):
        """The control connection was lost, a fresh login proved the file, nothing went twice."""
        run, box = transfer
        self.assertGreaterEqual(box.server.logins(), 2)
        octets = box.server.octets("o" if "get" in run.command else "i")
        self.assertEqual(octets, [self.seconds * RATE * 1024])

    def assertNoops(self, transfer, interval=None):
        """There were NOOPs, and not more than one in an interval; or none without one."""
        run, box = transfer
        if interval is None:
            self.assertEqual(box.noops(), 0)
        else:
            self.assertGreater(box.noops(), 0)
            self.assertLessEqual(box.noops(), run.seconds / interval + 1)


class ThroughCloudBalancer(LongTransfer):
    subject = "cloud balancer, ProFTPD"
    balancer = CloudBalancer
    seconds = 22
    longest = 60

    def test_download_probes(self):
        """a download by TCP keepalive only needs one login"""
        transfer = self.download("--keepalive", "tcp:2")
        self.assertOneLogin(transfer)
        self.assertNoops(transfer)

    def test_download_noops(self):
        """a download by NOOP only needs one login"""
        transfer = self.download("--keepalive", "noop:2")
        self.assertOneLogin(transfer)
        self.assertNoops(transfer, interval=2)

    def test_download_off(self):
        """quirk 1: a download without any keepalive is proved by a second login, nothing sent twice"""
        self.assertProved(self.download("--keepalive", "off", "--timeout", "5"))

    def test_learnt_limit(self):
        """a NOOP that came too late teaches the next download when to send it"""
        self.assertLearns("--keepalive", "noop:8", "--limit", "final-reply=5")

    def test_download_auto(self):
        """a download by both kinds of keepalive needs one login"""
        self.assertOneLogin(self.download("--keepalive", "auto:2"))

    def test_upload_probes(self):
        """an upload by TCP keepalive only needs one login"""
        transfer = self.upload("--keepalive", "tcp:2")
        self.assertOneLogin(transfer)
        self.assertNoops(transfer)

    def test_upload_noops(self):
        """an upload by NOOP only needs one login"""
        transfer = self.upload("--keepalive", "noop:2")
        self.assertOneLogin(transfer)
        self.assertNoops(transfer, interval=2)

    def test_upload_off(self):
        """an upload without any keepalive is proved by a second login, no byte sent twice"""
        self.assertProved(self.upload("--keepalive", "off", "--timeout", "5"))


class ThroughHAProxy(LongTransfer):
    subject = "HAProxy, vsftpd"
    balancer = ProxyBalancer
    seconds = 14
    longest = 25

    def test_download_noops(self):
        """a download by NOOP needs one login"""
        transfer = self.download("--keepalive", "noop:2")
        self.assertOneLogin(transfer)
        self.assertNoops(transfer, interval=2)

    def test_download_probes(self):
        """a download by TCP keepalive only is proved by a second login, no byte sent twice"""
        self.assertProved(self.download("--keepalive", "tcp:2"))

    def test_learnt_limit(self):
        """a control connection that is closed teaches the next download to speak in time"""
        self.assertLearns("--keepalive", "tcp:2")

    def test_download_auto(self):
        """a download by both kinds of keepalive needs one login"""
        self.assertOneLogin(self.download("--keepalive", "auto:2"))

    def test_upload_noops(self):
        """an upload by NOOP needs one login"""
        transfer = self.upload("--keepalive", "noop:2")
        self.assertOneLogin(transfer)
        self.assertNoops(transfer, interval=2)

    def test_upload_probes(self):
        """an upload by TCP keepalive only is proved by a second login, no byte sent twice"""
        self.assertProved(self.upload("--keepalive", "tcp:2"))


class BalancerRestart(LabCase):
    """Control and data connections are black holes from one moment to the next."""

    subject = "cloud balancer, ProFTPD"
    longest = 30
    content = some_bytes(RATE * 1024 * 8)
    third = RATE * 1024 * 8 // 3

    def setUp(self):
        super().setUp()
        self.box = CloudBalancer(self, rate=RATE)
        self.client.knows(self.box.address)
        self.local = self.folder / "file"

    def test_download(self):
        """a download goes on by itself when both connections die silently"""
        self.box.add("file", self.content)
        run = self.start(
            "get", "--timeout", "5", self.box.url("file"), "-o", self.local,
            namespace=self.box.client,
        )  # fmt: skip
        self.wait_for_size(self.local.with_name("file.part"), self.third)
        self.box.forget_everything()
        self.finish(run)
        self.assertSameBytes(self.local, self.content)
        self.assertRestOnly(self.box.server.octets("o"), overlap=64 * 1024)

    def test_upload(self):
        """an upload goes on by itself when both connections die silently"""
        self.local.write_bytes(self.content)
        run = self.start(
            "put", "--timeout", "5", self.local, self.box.url("file"),
            namespace=self.box.client,
        )  # fmt: skip
        remote = self.box.servers[0].files / "file"
        self.wait_for_size(remote, self.third)
        self.box.forget_everything()
        self.finish(run)
        self.assertSameBytes(remote, self.content)
        self.assertRestOnly(self.box.server.octets("i"), overlap=0)

    def assertRestOnly(self, octets, overlap):
        """The last transfer brought only what was missing."""
        self.assertLessEqual(octets[-1], len(self.content) - self.third + overlap)


class DataAddress(LabCase):
    """Short transfers past a balancer: where does the data connection go?"""

    subject = "cloud balancer, ProFTPD"

    REFUSE_EPSV = "<Limit EPSV>\nDenyAll\n</Limit>"
    """Brings out PASV, whose reply names an address."""

    def get(self, options, *arguments, **expected):
        """A download from a ProFTPD with more `options`; the advertised address is private."""
        box = CloudBalancer(self, options=options)
        content = some_bytes(100_000)
        box.add("file", content)
        self.client.knows(box.address)
        target = self.folder / "file"
        run = self.godwit(
            "get", *arguments, box.url("file"), "-o", target, namespace=box.client, **expected
        )
        if run.status == 0:
            self.assertSameBytes(target, content)
        return run

    def test_private_address(self):
        """quirk 30: a private address in the 227 reply is not believed"""
        self.get(self.REFUSE_EPSV)

    def test_control_address(self):
        """--data-address control goes where the control connection goes"""
        self.get(self.REFUSE_EPSV, "--data-address", "control")

    def test_advertised_address(self):
        """--data-address advertised believes the reply, and fails within its limits"""
        run = self.get(
            self.REFUSE_EPSV,
            "--data-address", "advertised", "--timeout", "3", "--retries", "0", status=69,
        )  # fmt: skip
        self.assertLess(run.seconds, 20)

    def test_public_address(self):
        """--data-address advertised works where the server advertises its public name"""
        self.get(
            f"{self.REFUSE_EPSV}\n{CloudBalancer.ADVERTISED}",
            "--data-address", "advertised",
        )  # fmt: skip

    def test_unmapped_ports(self):
        """passive ports that the balancer does not map are given up within the limits"""
        run = self.get("PassivePorts 30000 30019", "--timeout", "3", "--retries", "0", status=69)
        self.assertLess(run.seconds, 20)
        self.assertEqual(len(run.complaints), 1, run.complaints)
