"""The middleboxes do what they are there for: clients that do nothing about them suffer.

Without these cases the lab could go soft unnoticed. curl is the witness: it probes by TCP only.
"""

from lab.balancers import CloudBalancer, ProxyBalancer
from lab.case import LabCase, some_bytes

OPERATION_TIMED_OUT = 28
RECEIVE_ERROR = 56
RATE = 256
CONTENT = some_bytes(RATE * 1024 * 10)


class LabItself(LabCase):
    subject = "the lab itself"
    longest = 21

    def test_balancer_forgets(self):
        """the cloud balancer forgets a silent control connection: curl gets all and times out"""
        box = CloudBalancer(self, rate=RATE)
        run = self.curl(box, "--no-keepalive")
        self.assertEqual(run.status, OPERATION_TIMED_OUT)
        self.assertSameBytes(self.folder / "file", CONTENT)

    def test_balancer_forgets_upload(self):
        """the cloud balancer forgets it during an upload too"""
        box = CloudBalancer(self, rate=RATE)
        source = self.folder / "source"
        source.write_bytes(CONTENT)
        run = self.curl(box, "--no-keepalive", "--upload-file", source)
        self.assertEqual(run.status, OPERATION_TIMED_OUT)
        self.assertSameBytes(box.server.files / "file", CONTENT)

    def test_balancer_honours_probes(self):
        """the cloud balancer remembers a connection that TCP keepalive probes"""
        run = self.curl(CloudBalancer(self, rate=RATE), "--keepalive-time", "2")
        self.assertEqual(run.status, 0)
        self.assertSameBytes(self.folder / "file", CONTENT)

    def test_proxy_ignores_probes(self):
        """HAProxy closes a silent control connection in spite of TCP keepalive"""
        run = self.curl(ProxyBalancer(self, rate=RATE), "--keepalive-time", "2")
        self.assertEqual(run.status, RECEIVE_ERROR)
        self.assertSameBytes(self.folder / "file", CONTENT)

    def curl(self, box, *options):
        """A transfer by curl that waits longer than the balancer, but not for ever."""
        if "--upload-file" not in options:
            box.add("file", CONTENT)
        self.client.knows(box.address)
        target = self.folder / "file"
        return self.client.run(
            "curl", "-sS", "--netrc", "--max-time", 20, *options, "-o", target, box.url("file"),
            namespace=box.client,
        )  # fmt: skip
