"""Lists of transfers: killed, sharded, limited, and told about."""

import hashlib
import json
import random
import signal

from lab.case import LabCase, some_bytes
from lab.client import GODWIT
from lab.network import free_port
from lab.processes import wait_until
from lab.servers import ProFTPD, Vsftpd
from lab.slurm import ROOT, Slurm

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
            goal = self.count_done(results) + chance.randrange(LINES // KILLS * 4 // 5)
            run = self.start("batch", batch, "--parallel", PARALLEL, "--quiet")
            wait_until(
                lambda: run.process.poll() is not None or self.count_done(results) >= goal,
                f"{goal} lines that are done", timeout=60, interval=0.005,
            )
            if not run.ends_within(chance.uniform(0, 0.02)):
                kills += 1
            run.kill()
        self.assertEqual(kills, KILLS, "the batch was over before it was killed ten times")
        before = len(self.results(results, "done"))
        # The bad line that comes first decides how it ends.
        status = min((line, status) for line, status in self.statuses(lines, bad))[1]
        self.godwit("batch", batch, "--parallel", PARALLEL, "--quiet", status=status, timeout=120)

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
        again = self.godwit("batch", batch, status=status)
        self.assertEqual([server.logins() for server in servers], logins)
        self.assertIn(f"{LINES - BAD} of {LINES} done, {BAD} failed", again.complaints[-1])

    @staticmethod
    def count_done(results):
        """How many lines are noted as done; quick, because it is asked often."""
        return results.read_bytes().count(b'"done"') if results.exists() else 0

    @staticmethod
    def statuses(lines, bad):
        """Where each bad line stands, and how it ends."""
        return [(lines.index(line), (66, 66, 77, 64, 77)[n % 5]) for n, line in enumerate(bad)]

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


class Batches(Batch):
    subject = "batch"

    def setUp(self):
        super().setUp()
        self.ftp = self.server(ProFTPD)
        self.client.knows(self.ftp.host)
        self.results_file = self.folder / "list.results"

    def add(self, count, octets=100):
        """Files on the server, and a line for each that fetches it."""
        self.contents = {
            self.folder / f"got{n}": some_bytes(octets, seed=n) for n in range(count)
        }
        for number, content in enumerate(self.contents.values()):
            self.ftp.add(f"file{number}", content)
        return [f"get {self.ftp.url(f'file{n}')} -o {self.folder}/got{n}" for n in range(count)]

    def assertAllArrived(self):
        for file, content in self.contents.items():
            self.assertSameBytes(file, content)

    def test_json(self):
        """JSON lines from standard input: priorities order them, hashes decide"""
        self.add(3)
        digests = [hashlib.sha256(content).hexdigest() for content in self.contents.values()]
        lines = [
            {"command": "get", "url": self.ftp.url(f"file{n}"), "folder": str(self.folder),
             "priority": n, "sha256": digests[n]}
            for n in range(3)
        ]  # fmt: skip
        lines[1]["sha256"] = digests[0]
        text = "\n".join(map(json.dumps, lines)).encode()
        results = self.folder / "results"
        command = "batch", "-", "--results", results, "--parallel", 1
        run = self.godwit(*command, "--json", stdin=text, status=65)
        self.assertIn("SHA-256", run.events("error")[0]["message"])
        self.assertFalse((self.folder / "file1").exists())
        ends = self.results(results, "done", "error")
        self.assertEqual([entry["line"] for entry in ends], [3, 2, 1])
        self.assertEqual([entry.get("confirmed") for entry in ends], ["hash", None, "hash"])
        (total,) = run.events("error")[1:]
        self.assertEqual((total["lines"], total["done"], total["failed"]), (3, 2, 1))

    def test_caps(self):
        """a server that takes two sessions gets two, and is remembered for that"""
        # Slow enough for one session alone, so that others are worth a login.
        full = self.server(ProFTPD, options="MaxClientsPerUser 2\n", rate=400)
        lines = []
        for number in range(8):
            full.add(f"file{number}", some_bytes(100_000, seed=number))
            lines.append(f"get {full.url(f'file{number}')} -o {self.folder}/got{number}")
        run = self.godwit("batch", self.write(*lines), "--parallel", 8)
        self.assertIn("8 of 8 done, 0 failed", run.complaints[-1])
        self.assertIn("takes about 2", self.godwit("hosts").stdout.decode())
        logins = full.logins()
        for number in range(8):
            (self.folder / f"got{number}").unlink()
        self.godwit("batch", self.write(*lines), "--parallel", 8, "--fresh")
        self.assertEqual(full.logins(), logins + 2)

    def test_shards(self):
        """shards share a list without gaps, and their results merge"""
        batch = self.write(*self.add(60), f"get {self.ftp.url('nothing')} -o x")
        statuses = [
            self.start("batch", batch, "--shard", shard).finish().status
            for shard in ("1/3", "2/3", "3/3")
        ]
        self.assertEqual(sorted(statuses), [0, 0, 66])
        self.assertAllArrived()
        parts = [self.results(self.folder / f"list.results.{n}-of-3", "done") for n in (1, 2, 3)]
        self.assertEqual(sum(map(len, parts)), 60)
        self.assertTrue(all(len(part) > 8 for part in parts), list(map(len, parts)))
        run = self.godwit("batch", batch, "--merge", status=66)
        self.assertIn("60 of 61 done, 1 failed", run.complaints[-1])
        merged = self.results(self.results_file)
        self.assertEqual([entry["line"] for entry in merged], list(range(1, 62)))
        # Other shards go on from there: nothing is left to do.
        logins = self.ftp.logins()
        again = [self.start("batch", batch, "--shard", f"{n}/2").finish().status for n in (1, 2)]
        self.assertEqual(sorted(again), [0, 66])
        self.assertEqual(self.ftp.logins(), logins)

    def test_merge_incomplete(self):
        """a merge tells which lines have not ended"""
        batch = self.write(*self.add(20))
        self.godwit("batch", batch, "--shard", "1/2")
        run = self.godwit("batch", batch, "--merge", status=75)
        self.assertIn("have not ended", run.complaints[-1])

    def test_on_complete(self):
        """--on-complete learns names from its environment, and a failure repeats only it"""
        name = "it's $(touch hacked); `touch hacked` & \"x"
        self.ftp.add("file", b"12345")
        told = self.folder / "told"
        line = {"command": "get", "url": self.ftp.url("file"), "file": str(self.folder / name)}
        batch = self.write(json.dumps(line))
        command = f'test -e {self.folder}/ready && echo "$GODWIT_BYTES $GODWIT_FILE" >> {told}'
        run = self.godwit("batch", batch, "--on-complete", command, status=75)
        self.assertIn("--on-complete ended with status 1", run.complaints[-2])
        logins = self.ftp.logins()
        (self.folder / "ready").touch()
        self.godwit("batch", batch, "--on-complete", command)
        self.assertEqual(told.read_text(), f"5 {self.folder / name}\n")
        self.assertEqual(self.ftp.logins(), logins)
        self.godwit("batch", batch, "--on-complete", command)
        self.assertEqual(told.read_text().count("\n"), 1)
        self.assertEqual(list(self.client.folder.rglob("hacked")), [])

    def test_retry_failed(self):
        """what failed for good is left alone until --retry-failed"""
        batch = self.write(f"get {self.ftp.url('late')} -o {self.folder}/late")
        self.godwit("batch", batch, status=66)
        self.ftp.add("late", b"12345")
        logins = self.ftp.logins()
        run = self.godwit("batch", batch, status=66)
        self.assertIn("--retry-failed", run.complaints[-1])
        self.assertEqual(self.ftp.logins(), logins)
        self.godwit("batch", batch, "--retry-failed")
        self.assertSameBytes(self.folder / "late", b"12345")
        self.assertEqual(self.results(self.results_file, "done")[0]["attempts"], 2)
        self.assertEqual(self.godwit("batch", batch, "--quiet").stderr, b"")

    def test_silent_host(self):
        """a host that does not answer costs a long list the patience of one transfer"""
        port = free_port()
        lines = [f"get ftp://127.0.0.1:{port}/{name} -o {self.folder}/{name}" for name in range(20)]
        batch = self.write(*lines)
        run = self.godwit("batch", batch, "--retries", 1, "--give-up", 2, status=69)
        errors = [entry["error"] for entry in self.results(self.results_file, "error")]
        untried = [error for error in errors if error.startswith("not tried")]
        self.assertEqual(len(errors), 20)
        self.assertTrue(12 <= len(untried) < 20, run)
        server = self.server(Vsftpd, port=port)
        for name in range(20):
            server.add(str(name), b"12345")
        self.godwit("batch", batch)
        self.assertEqual(len(self.results(self.results_file, "done")), 20)

    def test_two_at_a_time(self):
        """two processes do not run the same batch, and say who does"""
        slow = self.server(ProFTPD, rate=500)
        slow.add("big", some_bytes(3_000_000))
        batch = self.write(f"get {slow.url('big')} -o {self.folder}/big")
        first = self.start("batch", batch)
        self.wait_for_size(self.folder / "big.part", 100_000)
        run = self.fails(75, "batch", batch, saying=f"process {first.process.pid} ")
        self.assertEqual(run.stdout, b"")
        first.kill()

    def test_rate(self):
        """--limit-rate holds for all transfers together"""
        batch = self.write(*self.add(8, octets=250_000))
        run = self.godwit("batch", batch, "--parallel", 4, "--limit-rate", "00:00-24:00 1M")
        self.assertAllArrived()
        self.assertGreater(run.seconds, 8 * 250_000 / 2**20 * 0.9)

    # For schedulers

    def test_terminated(self):
        """SIGTERM ends a batch within 2 s with 75, and everything is kept"""
        slow = self.server(ProFTPD, rate=1000)
        slow.add("big", some_bytes(4_000_000))
        batch = self.write(*self.add(5), f"get {slow.url('big')} -o {self.folder}/big")
        run = self.start("batch", batch)
        self.wait_for_size(self.folder / "big.part", 500_000)
        run.process.send_signal(signal.SIGTERM)
        self.assertTrue(run.ends_within(2))
        self.finished(run, status=75)
        self.assertAllArrived()
        self.assertGreaterEqual((self.folder / "big.part").stat().st_size, 500_000)
        self.godwit("batch", batch)
        self.assertSameBytes(self.folder / "big", some_bytes(4_000_000))

    def test_terminated_script(self):
        """SIGTERM ends a script with 75 as well"""
        slow = self.server(ProFTPD, rate=1000)
        slow.add("big", some_bytes(4_000_000))
        run = self.start("run", "-c", f"get {slow.url('big')} -o {self.folder}/big; ls /")
        self.wait_for_size(self.folder / "big.part", 200_000)
        run.process.send_signal(signal.SIGTERM)
        self.assertTrue(run.ends_within(2))
        self.finished(run, status=75)

    def test_timeout_total(self):
        """--timeout-total ends any command with 75 and keeps what has arrived"""
        slow = self.server(ProFTPD, rate=1000)
        content = some_bytes(4_000_000)
        slow.add("big", content)
        command = "get", slow.url("big"), "-o", self.folder / "big"
        run = self.godwit(*command, "--timeout-total", "1.5", status=75)
        self.assertIn("--timeout-total", run.complaints[-1])
        self.assertLess(run.seconds, 6)
        self.assertGreater((self.folder / "big.part").stat().st_size, 100_000)
        self.godwit(*command, "--timeout-total", "1m")
        self.assertSameBytes(self.folder / "big", content)

    def test_metrics(self):
        """--metrics is whole at any moment, and remembers the last success"""
        batch = self.write(*self.add(3))
        file = self.folder / "godwit.prom"
        self.godwit("batch", batch, "--metrics", file)
        figures = self.figures(file)
        self.assertEqual(figures['godwit_transfers{result="done"}'], 3)
        self.assertEqual(figures["godwit_moved_bytes"], 300)
        self.assertEqual(figures["godwit_transfers_left"], 0)
        self.assertEqual(figures["godwit_exit_status"], 0)
        self.assertEqual(figures["godwit_running"], 0)
        success = figures["godwit_last_success_timestamp_seconds"]
        self.godwit("get", self.ftp.url("nothing"), "--metrics", file, status=66)
        figures = self.figures(file)
        self.assertEqual(figures['godwit_transfers{result="failed"}'], 1)
        self.assertEqual(figures["godwit_exit_status"], 66)
        self.assertEqual(figures["godwit_last_success_timestamp_seconds"], success)
        self.assertEqual(file.stat().st_mode & 0o777, 0o644)

    def figures(self, file):
        """The values of a file in Prometheus' text format, every line of which is read."""
        values = {}
        for line in file.read_text().splitlines():
            if not line.startswith("# "):
                name, value = line.rsplit(" ", 1)
                values[name] = float(value)
                self.assertRegex(name, r'^[a-z_]+(\{[a-z]+="[a-z]+"\})?$')
        return values

    def test_journal(self):
        """where systemd's journal reads along, lines have their priority"""
        batch = self.write(*self.add(1), f"get {self.ftp.url('nothing')} -o x")
        run = self.client.start(
            "sh", "-c",
            'export JOURNAL_STREAM="$(stat -Lc %d:%i /proc/self/fd/2)"; exec "$@"', "sh",
            GODWIT, "batch", batch, "--parallel", 1,
        )  # fmt: skip
        run.finish()
        self.assertEqual(run.status, 66)
        lines = run.complaints
        self.assertTrue(any(line.startswith("<6>get ") for line in lines), lines)
        self.assertTrue(any(line.startswith("<3>godwit: get ") for line in lines), lines)


class SlurmArray(Batch):
    subject = "batch, Slurm"
    longest = 20

    def slurm(self, *command, timeout=60):
        """A program of Slurm's, run to its end."""
        program = ROOT / "usr/bin" / command[0]
        return self.client.run(
            program, *command[1:], timeout=timeout, namespace=self.cluster.namespace
        )

    def test_array(self):
        """an array shares a list, each task does its part, and the results merge"""
        self.cluster = self.started(Slurm(self))
        self.client.environment = self.cluster.environment
        ftp = self.server(ProFTPD, namespace=self.cluster.namespace)
        self.client.knows(ftp.host)
        target = self.folder / "target"
        target.mkdir()
        contents = {target / f"file{n}": some_bytes(1000, seed=n) for n in range(40)}
        for file, content in contents.items():
            ftp.add(file.name, content)
        batch = self.write(*(f"get {ftp.url(file.name)} -O {target}" for file in contents))
        script = self.folder / "array.sh"
        script.write_text(f'#!/bin/sh\nexec {GODWIT} batch "$1" --shard auto --quiet\n')

        run = self.slurm(
            "sbatch", "--wait", "--array=0-3", "--export=ALL", f"--output={self.folder}/task-%a",
            script, batch,
        )  # fmt: skip
        self.assertEqual(run.status, 0, run)
        for file, content in contents.items():
            self.assertSameBytes(file, content)
        shards = [self.folder / f"list.results.{n}-of-4" for n in range(1, 5)]
        done = [len(self.results(shard, "done")) for shard in shards]
        self.assertEqual(sum(done), 40)
        self.assertTrue(all(done), done)
        self.godwit("batch", batch, "--merge")
        self.assertEqual(len(self.results(self.folder / "list.results", "done")), 40)
