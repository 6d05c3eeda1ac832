"""Lists of transfers: killed, sharded, limited, and told about."""

import json
import random

from lab.case import LabCase, some_bytes
from lab.servers import ProFTPD, Vsftpd

LINES = 1000
BAD = 50
"""Lines that cannot succeed, whatever is tried."""

KILLS = 10
PARALLEL = 4
LARGEST = 24 * 1024


class Batch(LabCase):
    """What the cases ask of a list and of its results."""

    def write(self, *lines, name="list"):
        """A list with these lines."""
        file = self.folder / name
        file.write_text("".join(f"{line}\n" for line in lines))
        return file

    def results(self, file, *events):
        """The lines of a result file, all or those of some events."""
        lines = file.read_text().splitlines()
        # kill -9 may have cut a line off; the next one begins on its own.
        entries = [json.loads(line) for line in lines if line.endswith("}")]
        return [entry for entry in entries if not events or entry["event"] in events]


class Killed(Batch):
    subject = "batch, kill -9"
    longest = 40

    def test_killed(self):
        """1,000 lines with 5 % bad ones, killed ten times: the good ones are done once each"""
        servers = self.server(ProFTPD), self.server(Vsftpd)
        for server in servers:
            self.client.knows(f"{server.host}")
        chance = random.Random("batch")
        here = self.folder / "here"
        here.mkdir()
        lines, downloads, uploads = [], {}, {}
        for number in range(LINES - BAD):
            server = chance.choice(servers)
            content = some_bytes(chance.randrange(LARGEST), seed=number)
            name = f"file {number}"
            url = server.url(name.replace(" ", "%20"))
            if chance.random() < 0.6:
                server.add(name, content)
                downloads[here / name] = content
                lines.append(f"get {url} -o '{here / name}'")
            else:
                (here / f"up {number}").write_bytes(content)
                uploads[server.files / name] = content
                lines.append(f"put '{here}/up {number}' {url}")
        bad = [self.bad_line(number, servers, here) for number in range(BAD)]
        lines += bad
        chance.shuffle(lines)
        batch = self.write(*lines)
        results = self.folder / "list.results"

        kills = 0
        for _ in range(KILLS):
            run = self.start("batch", batch, "--parallel", PARALLEL, "--quiet")
            if not run.ends_within(chance.uniform(0.1, 0.9)):
                kills += 1
            run.kill()
        self.assertEqual(kills, KILLS, "the batch was over before it was killed ten times")
        before = len(self.results(results, "done"))
        self.godwit("batch", batch, "--parallel", PARALLEL, "--quiet", status=66, timeout=120)

        for file, content in (downloads | uploads).items():
            self.assertSameBytes(file, content)
        done = [entry["what"] for entry in self.results(results, "done")]
        self.assertEqual(len(done), len(set(done)), "a line was done twice")
        self.assertEqual(len(done), LINES - BAD)
        self.assertLess(before, len(done))
        last = {entry["what"]: entry for entry in self.results(results, "done", "error")}
        failed = [entry for entry in last.values() if entry["event"] == "error"]
        self.assertEqual(len(failed), BAD)
        for entry in failed:
            self.assertIn(entry["status"], (64, 66, 77), entry)
            self.assertTrue(entry["error"], entry)
        self.assertTrue(any("550" in entry["error"] for entry in failed))
        # What was under way at a kill may cost its octets again, and nothing else.
        wasted = KILLS * PARALLEL * LARGEST
        for direction, files in (("o", downloads), ("i", uploads)):
            moved = sum(t.octets for s in servers for t in s.transfers() if t.direction == direction)
            self.assertLessEqual(moved, sum(map(len, files.values())) + wasted)

        logins = [server.logins() for server in servers]
        again = self.godwit("batch", batch, status=66)
        self.assertEqual([server.logins() for server in servers], logins)
        self.assertIn(f"{LINES - BAD} of {LINES} done, {BAD} failed", again.complaints[-1])

    def bad_line(self, number, servers, here):
        """A line that cannot succeed, of five kinds."""
        server = servers[number % 2]
        return (
            f"get {server.url(f'nothing-{number}')} -o {here}/nothing-{number}",
            f"put {here}/missing-{number} {server.url(f'missing-{number}')}",
            f"put /etc/hostname {server.url(f'no-folder-{number}/file')}",
            f"got {server.url(f'nothing-{number}')}",
            f"get {server.url('nothing', user='nobody')}-{number} -o {here}/nobody-{number}",
        )[number % 5]
