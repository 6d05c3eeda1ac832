"""A person at the prompt: what the screen shows, and what the server saw."""

import os
from urllib.parse import quote

from lab.case import LabCase, some_bytes
from lab.client import GODWIT
from lab.etc import PASSWORD, USER
from lab.processes import wait_until
from lab.secure_servers import SecureVsftpd
from lab.servers import ProFTPD
from lab.terminal import Terminal

from cases.tls import Secure

CONTENT = some_bytes(3_000_000)
ODD = "two words & #1 'it' [x].txt"


class Seated(Secure, LabCase):
    """Cases with a person at a terminal."""

    subject = "prompt"
    longest = 25

    def terminal(self, *arguments, known=True, **environment):
        """Godwit in a terminal, from which the server is known, or has to be told."""
        if known:
            self.client.knows(self.ftp.host)
        environment = {
            "HOME": str(self.client.home),
            "PATH": os.environ["PATH"],
            **self.client.environment,
            **environment,
        }
        folder = self.folder / f"terminal-{len(self._started)}"
        return self.started(Terminal(folder, [GODWIT, *arguments], environment))

    def shell(self, *files, rate=None, **environment):
        """A terminal that stands on a server with these files."""
        self.ftp = self.server(ProFTPD, rate=rate)
        for name, content in files:
            self.ftp.add(name, content)
        terminal = self.terminal(self.ftp.url(), **environment)
        terminal.wait_for_prompt()
        return terminal


class Prompt(Seated):
    def history(self):
        return (self.client.home / ".local/state/godwit/history").read_text()

    # Logging in

    def test_password(self):
        """open over TLS asks for the password, which is neither shown nor kept"""
        self.ftp = self.server(SecureVsftpd)
        self.ftp.add("file", CONTENT)
        terminal = self.terminal(known=False)
        terminal.wait_for_prompt("^godwit> ?$")
        terminal.type(f"open ftpes://{USER}@{self.ftp.host}:{self.ftp.port}/")
        terminal.wait_for(f"Password for {USER}@")
        terminal.type(PASSWORD)
        terminal.wait_for_prompt(r"^127\.0\.0\.1:/ \(tls, alive\) > ?$")
        terminal.type("ls")
        terminal.wait_for("^file$")
        terminal.type("exit")
        terminal.wait_for(r"ended with 0\.")
        self.assertEqual(self.ftp.logins(), 1)
        self.assertNotIn(PASSWORD, self.history())

    def test_history(self):
        """the history keeps what was typed, without what is secret"""
        terminal = self.shell(("file", CONTENT))
        # The password stands on the screen: nobody looks there from here on.
        terminal.type(f"user {USER} {PASSWORD}")
        terminal.type(f"open ftp://{USER}:{quote(PASSWORD, safe='')}@{self.ftp.host}:{self.ftp.port}/")
        terminal.type("ls > listed")
        self.wait_for_size(terminal.folder / "listed", 5)
        terminal.type("exit")
        wait_until(lambda: "exit" in self.history(), "the end of the history")
        self.assertEqual(
            self.history().splitlines(),
            [f"open ftp://{USER}@{self.ftp.host}:{self.ftp.port}/", "ls > listed", "exit"],
        )

    # Completion

    def test_completion(self):
        """Tab completes a remote path with blanks and signs, and cat takes it"""
        terminal = self.shell((f"fol der/{ODD}", b"bar-tailed\n"))
        terminal.keys("cat fo")
        terminal.press("Tab")
        terminal.wait_for(r"cat fol\\ der/")
        terminal.keys("tw")
        terminal.press("Tab")
        terminal.wait_for(r"two\\ words")
        terminal.press("Enter")
        terminal.wait_for("^bar-tailed$")

    def test_completion_in_quotes(self):
        """Tab completes inside quotes and closes them"""
        terminal = self.shell(("fol der/two words", b"bar-tailed\n"))
        terminal.keys("cat 'fol der/tw")
        terminal.press("Tab")
        terminal.wait_for("'fol der/two words' $")
        terminal.press("Enter")
        terminal.wait_for("^bar-tailed$")

    # Jobs

    def test_jobs(self):
        """get & runs beside the prompt, jobs shows it, fg waits for it"""
        terminal = self.shell(("big", CONTENT), rate=1000)
        terminal.type("get big &")
        terminal.wait_for_prompt()
        terminal.type("ls")
        terminal.wait_for("^big$")
        terminal.type("jobs")
        terminal.wait_for(r"^\[1\] get big$")
        terminal.type("fg")
        terminal.wait_for("confirmed by")
        terminal.wait_for_prompt()
        self.assertSameBytes(terminal.folder / "big", CONTENT)
        self.assertEqual(self.ftp.logins(), 2)

    def test_job_ends(self):
        """one line says that a job has ended, above what is being typed"""
        terminal = self.shell(("big", CONTENT), rate=2000)
        terminal.type("get big &")
        terminal.wait_for_prompt()
        terminal.keys("half a li")
        terminal.wait_for(r"^\[1\] done: get big")
        terminal.wait_for_prompt("half a li$")

    def test_interrupt(self):
        """Ctrl-C in the middle of a transfer keeps the session and the bytes"""
        terminal = self.shell(("big", CONTENT), rate=1000)
        terminal.type("get big")
        self.wait_for_size(terminal.folder / "big.part", 500_000)
        terminal.press("C-c")
        terminal.wait_for("interrupted; run again to go on")
        terminal.wait_for_prompt()
        terminal.type("get big")
        terminal.wait_for("confirmed by")
        self.assertSameBytes(terminal.folder / "big", CONTENT)
        terminal.type("pwd")
        terminal.type("exit")
        terminal.wait_for(r"ended with 0\.")

    def test_interrupt_twice(self):
        """Ctrl-C twice leaves"""
        terminal = self.shell(("big", CONTENT), rate=300)
        terminal.type("get big")
        self.wait_for_size(terminal.folder / "big.part", 100_000)

        def left():
            terminal.press("C-c")
            return "ended with 130." in terminal.screen()

        wait_until(left, "the end", interval=0.5)

    def test_suspend(self):
        """Ctrl-Z sends a transfer to the background, where it goes on"""
        terminal = self.shell(("big", CONTENT), rate=1000)
        terminal.type("get big")
        self.wait_for_size(terminal.folder / "big.part", 100_000)
        terminal.press("C-z")
        terminal.wait_for(r"\[1\] in the background: get big$")
        terminal.wait_for_prompt()
        terminal.type("ls")
        terminal.wait_for("^big$")
        terminal.wait_for(r"^\[1\] done: get big")
        self.assertSameBytes(terminal.folder / "big", CONTENT)

    def test_leave(self):
        """leaving with a job asks first; yes keeps what has arrived"""
        terminal = self.shell(("big", CONTENT), rate=300)
        terminal.type("get big &")
        self.wait_for_size(terminal.folder / "big.part", 100_000)
        terminal.press("C-d")
        terminal.wait_for(r"leave\? \[yes/no/bg\]")
        terminal.type("no")
        terminal.wait_for_prompt()
        terminal.type("exit")
        terminal.wait_for_prompt(r"leave\? \[yes/no/bg\] ?$")
        terminal.type("yes")
        terminal.wait_for(r"ended with 0\.")
        self.assertGreater((terminal.folder / "big.part").stat().st_size, 100_000)

    # Results elsewhere

    def test_pipe(self):
        """ls | grep shows what grep lets through"""
        terminal = self.shell(("one", b""), ("two", b""))
        terminal.type("ls | grep tw")
        terminal.wait_for("^two$")
        self.assertNotRegex(terminal.screen(), "(?m)^one$")

    def test_redirect(self):
        """> and >> write results to a file"""
        terminal = self.shell(("one", b"1\n"), ("two", b"2\n"))
        terminal.type("cat one > out")
        terminal.wait_for_prompt()
        terminal.type("cat two >> out; !echo done")
        terminal.wait_for("^done$")
        self.assertEqual((terminal.folder / "out").read_bytes(), b"1\n2\n")

    # Files

    def test_edit(self):
        """edit gives a remote file to $EDITOR and puts it back"""
        editor = self.folder / "editor"
        editor.write_text('#!/bin/sh\nsed -i s/land/water/ "$1"\n')
        editor.chmod(0o755)
        terminal = self.shell(("note", b"on land\n"), EDITOR=str(editor))
        terminal.type("edit note; echo edited $?")
        terminal.wait_for("^edited 0$")
        self.assertEqual((self.ftp.files / "note").read_bytes(), b"on water\n")

    def test_mput(self):
        """mput takes a pattern"""
        terminal = self.shell(("folder/other", b""))
        for name in ("a 1.txt", "b 2.txt", "c.dat"):
            (terminal.folder / name).write_bytes(name.encode())
        terminal.type("cd folder && mput *.txt; echo put $?")
        terminal.wait_for("^put 0$")
        names = sorted(path.name for path in (self.ftp.files / "folder").iterdir())
        self.assertEqual(names, ["a 1.txt", "b 2.txt", "other"])
