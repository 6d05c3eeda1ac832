"""A person at a terminal: keys in, screens out, by tmux."""

import os
import re
import shlex
import subprocess

from .etc import PASSWORD
from .processes import Process, wait_until

TMUX = "/usr/bin/tmux"


class Terminal:
    """A terminal of 100 columns and 40 lines in which one program runs."""

    binary = TMUX

    def __init__(self, folder, command, environment):
        self.folder = folder
        folder.mkdir()
        self.socket = folder / "tmux"
        self.command = command
        self.environment = {"TERM": "xterm", "LC_ALL": "C.UTF-8", **environment}
        self.server = None
        self.seen = ""

    def start(self):
        """Open the terminal and start the program; what it ends with stays on the screen."""
        self.server = Process(
            [TMUX, "-S", self.socket, "-f", "/dev/null", "-D"],
            env={"PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8"},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(self.socket.exists, "tmux")
        settings = [f"{name}={value}" for name, value in self.environment.items()]
        words = ["env", "-i", *settings, *map(str, self.command)]
        # The shell that waits ignores Ctrl-C, which is meant for the program.
        line = f"trap '' INT; {shlex.join(words)}; echo \"ended with $?.\"; read -r _"
        self.tmux("new-session", "-d", "-x", "100", "-y", "40", "-c", self.folder, line)
        return self

    def stop(self):
        """Close the terminal."""
        if self.server is not None:
            self.server.stop()

    def tail(self):
        """The last screen, for a person who looks at a failure."""
        return self.seen

    def tmux(self, *words):
        command = [TMUX, "-S", str(self.socket), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    # What a person does

    def type(self, line):
        """Type a line and Return."""
        self.keys(line)
        self.press("Enter")

    def keys(self, text):
        """Type without Return."""
        self.tmux("send-keys", "-l", "--", text)

    def press(self, *names):
        """Press keys by their names in tmux, such as `C-c`."""
        self.tmux("send-keys", *names)

    def paste(self, text):
        """Paste as a mouse does, bracketed where the program asks for that."""
        self.tmux("set-buffer", "--", text)
        self.tmux("paste-buffer", "-p", "-r")

    # What a person sees

    def screen(self):
        """Everything on the screen and above it; lines that were too long are joined."""
        self.seen = self.tmux("capture-pane", "-p", "-J", "-S", "-")
        assert PASSWORD not in self.seen, "the password is on the screen"
        return self.seen

    def coloured_screen(self):
        """The screen with its escape sequences."""
        return self.tmux("capture-pane", "-p", "-e")

    def last_line(self):
        """The last line that is not empty: the prompt, or what stands there instead."""
        lines = [line for line in self.screen().splitlines() if line.strip()]
        return lines[-1].rstrip() if lines else ""

    def wait_for(self, pattern, timeout=15):
        """Wait until the screen shows a pattern."""
        try:
            return wait_until(
                lambda: re.search(pattern, self.screen(), re.MULTILINE),
                f"{pattern!r} on the screen",
                timeout=timeout,
            )
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.seen.rstrip()}") from None

    def wait_for_prompt(self, pattern=r"> ?$", timeout=15):
        """Wait until the cursor stands behind a prompt."""
        try:
            return wait_until(
                lambda: re.search(pattern, self.last_line()), "the prompt", timeout=timeout
            )
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.seen.rstrip()}") from None
