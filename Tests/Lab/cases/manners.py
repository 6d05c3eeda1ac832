"""Manners of the prompt: idle sessions, pastes, colours, questions that are not answered."""

from lab.etc import PASSWORD, USER
from lab.processes import wait_until
from lab.servers import ProFTPD

from cases.prompt import Seated


class Manners(Seated):
    longest = 10

    def test_idle_close(self):
        """set idle-close says goodbye by itself, and the next command goes on where it was"""
        terminal = self.shell(("folder/file", b""), ("other", b""))
        terminal.type("cd folder; set idle-close 1; set ascii on")
        wait_until(lambda: self.ftp.commands("QUIT"), "the goodbye")
        terminal.press("Enter")
        terminal.wait_for_prompt(r"/folder \(idle\) > ?$")
        terminal.type("ls; unset idle-close")
        terminal.wait_for("^file$")
        terminal.wait_for_prompt(r"/folder \(clear, alive\) > ?$")
        self.assertEqual(self.ftp.logins(), 2)
        # But for the word about TLS at the beginning nothing was said.
        self.assertEqual(terminal.screen().count("godwit: "), 1)

    def test_password_interrupted(self):
        """Ctrl-C at the question for a password leaves the prompt, which echoes"""
        self.ftp = self.server(ProFTPD)
        self.ftp.add("file", b"")
        terminal = self.terminal(known=False)
        terminal.wait_for_prompt("^godwit> ?$")
        terminal.type(f"open {USER}@{self.ftp.host}:{self.ftp.port}")
        terminal.wait_for("Password for ")
        terminal.keys("half of it")
        terminal.press("C-c")
        terminal.wait_for("interrupted")
        terminal.wait_for_prompt("^godwit> ?$")
        self.assertNotIn("half", terminal.screen())
        terminal.type("!stty -a | grep -o ' echo '")
        terminal.wait_for("^ echo ?$")
        terminal.type(f"open {USER}@{self.ftp.host}:{self.ftp.port}")
        terminal.wait_for(r"Password for .*\n(.*\n)*.*Password for ")
        terminal.type(PASSWORD)
        terminal.wait_for_prompt(r":/.* \(clear, alive\) > ?$")

    def test_password_interrupted_command(self):
        """Ctrl-C at the question of a plain command ends it with 130 and the echo back"""
        self.ftp = self.server(ProFTPD)
        terminal = self.terminal("ls", f"ftp://{USER}@{self.ftp.host}:{self.ftp.port}/", known=False)
        terminal.wait_for("Password for ")
        terminal.press("C-c")
        terminal.wait_for(r"ended with 130\.")
        terminal.keys("echoed")
        terminal.wait_for("echoed")

    def test_paste(self):
        """a paste of several lines waits for Return, and is one line of the history"""
        terminal = self.terminal(known=False)
        terminal.wait_for_prompt("^godwit> ?$")
        terminal.paste("echo one > first\necho two > second")
        terminal.wait_for("second")
        self.assertEqual(sorted(path.name for path in terminal.folder.iterdir()), ["tmux"])
        terminal.press("Enter")
        self.wait_for_size(terminal.folder / "second", 4)
        self.assertEqual((terminal.folder / "first").read_text(), "one\n")
        history = self.client.home / ".local/state/godwit/history"
        self.assertEqual(history.read_text().count("echo one"), 1)

    def test_colours(self):
        """ls and cls have the colours of LS_COLORS and straight columns; NO_COLOR turns them off"""
        colours = "di=01;34:*.iso=01;31"
        files = [("folder/x", b""), ("a.iso", b""), ("\u65e5\u672c", b""), ("plain", b"")]
        terminal = self.shell(*files, LS_COLORS=colours)
        terminal.type("ls; cls")
        terminal.wait_for("^a.iso +folder/ +plain +\u65e5\u672c$")
        screen = terminal.coloured_screen()
        self.assertRegex(screen, r"\x1b\[1m\x1b\[34mfolder")
        self.assertRegex(screen, r"\x1b\[1m\x1b\[31ma.iso")
        terminal.type("exit")
        self.client.knows(self.ftp.host)
        plain = self.terminal("ls", self.ftp.url(), LS_COLORS=colours, NO_COLOR="1")
        plain.wait_for(r"ended with 0\.")
        self.assertNotIn("\x1b[1m", plain.coloured_screen())

    def test_cache(self):
        """Tab remembers a listing until something is changed, and cache shows it"""
        terminal = self.shell(("folder/file", b""))
        terminal.keys("cat fol")
        terminal.press("Tab")
        terminal.wait_for("cat folder/")
        terminal.press("C-u")
        terminal.type("cache")
        terminal.wait_for(r"^ftp://.*  # 1 names, \d s old$")
        listings = len(self.ftp.commands("MLSD", "LIST"))
        terminal.keys("cat fol")
        terminal.press("Tab")
        terminal.wait_for_prompt("cat folder/$")
        self.assertEqual(len(self.ftp.commands("MLSD", "LIST")), listings)
        terminal.press("C-u")
        terminal.type("mkdir second; cache; echo nothing")
        terminal.wait_for("^nothing$")
        self.assertNotRegex(terminal.screen().split("mkdir second")[-1], "names")

    def test_foreign_words(self):
        """a word of another client is answered with the line to type"""
        terminal = self.shell(("file", b"x"))
        terminal.type("pget -n 4 file")
        terminal.wait_for("here it is: get --segments 4 file$")
        (terminal.folder / "file").write_bytes(b"y")
        terminal.type("put file")
        terminal.wait_for("^file: ")
        terminal.type("get file other")
        terminal.wait_for("see get file -o other$")
