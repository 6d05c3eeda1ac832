"""A server that says what it is told to, for what no real server does."""

import socket
import sys
import threading
from contextlib import suppress

REPLIES = {
    "USER": b"331 Password.\r\n",
    "PASS": b"230 In.\r\n",
    "FEAT": b"211-Features\r\n MLST type*;size*;\r\n211 End\r\n",
    "TYPE": b"200 Type.\r\n",
    "OPTS": b"200 Yes.\r\n",
    "PWD": b'257 "/"\r\n',
    "CWD": b"250 There.\r\n",
    "NOOP": b"200 Here.\r\n",
    "QUIT": b"221 Bye.\r\n",
}


def endless(beginning, more):
    """Octets without an end."""

    def octets():
        yield beginning
        while True:
            yield more

    return octets


class ScriptedServer:
    """One client after the other; what `octets` stands for a verb is said in answer to it."""

    binary = sys.executable

    def __init__(self, listing=None, **octets):
        """`listing` and all `octets` are functions that yield octets."""
        self.listing = listing
        self.octets = octets
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.said = []
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def start(self):
        self.thread.start()
        return self

    def stop(self):
        # Wakes the thread out of accept.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()

    def url(self, path):
        """The URL of a path, with a user whose password nobody asks for twice."""
        return f"ftp://anonymous@127.0.0.1:{self.listener.getsockname()[1]}/{path}"

    def tail(self):
        return "\n".join(self.said[-25:])

    def _serve(self):
        while True:
            try:
                control, _ = self.listener.accept()
            except OSError:
                return
            with control, suppress(ConnectionError):
                self._talk(control)

    def _talk(self, control):
        control.sendall(b"220 Scripted.\r\n")
        passive = None
        for line in control.makefile("rb"):
            line = line.decode(errors="replace").strip()
            self.said.append(line)
            verb = line.split(" ")[0].upper()
            if verb in self.octets:
                for octets in self.octets[verb]():
                    control.sendall(octets)
            elif verb == "EPSV":
                passive = socket.create_server(("127.0.0.1", 0))
                port = passive.getsockname()[1]
                control.sendall(f"229 Here (|||{port}|)\r\n".encode())
            elif verb in ("MLSD", "LIST") and passive is not None:
                self._list(control, passive)
            else:
                control.sendall(REPLIES.get(verb, b"502 Not I.\r\n"))

    def _list(self, control, passive):
        control.sendall(b"150 Here it comes.\r\n")
        with passive, passive.accept()[0] as data, suppress(ConnectionError):
            for octets in self.listing():
                data.sendall(octets)
        control.sendall(b"226 Done.\r\n")
