"""Network namespaces joined by virtual cables, and ports on loopback."""

import random
import socket
import subprocess
import threading
from pathlib import Path

# A slow transfer is seen as slow only if little of it can wait in the sockets.
SMALL_BUFFERS = {
    "ipv4/tcp_rmem": "4096 65536 262144",
    "ipv4/tcp_wmem": "4096 65536 262144",
}

_ports = random.sample(range(10_000, 30_000), 20_000)
_lock = threading.Lock()


def free_port():
    """A port of loopback that nobody uses and that no other case was given."""
    # Below the kernel's ephemeral range, so that no outgoing connection takes it meanwhile.
    with _lock:
        while True:
            port = _ports.pop()
            with socket.socket() as probe:
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
            return port


def keep_buffers_small():
    """Let little wait in the sockets of the lab's own loopback, as it is in each namespace."""
    for path, value in SMALL_BUFFERS.items():
        Path("/proc/sys/net", path).write_text(value)


class Namespace:
    """A network namespace held by a bind mount at `path`."""

    def __init__(self, path):
        self.path = path
        path.touch()
        subprocess.run(["unshare", f"--net={path}", "true"], check=True)
        self.run("ip", "link", "set", "lo", "up")
        self.set(SMALL_BUFFERS)

    def entering(self, *command):
        """The command line that runs `command` in here, with the process id it is started with."""
        return ["nsenter", f"--net={self.path}", *command]

    def run(self, *command, text=None):
        """Run a short command in here to its end."""
        done = subprocess.run(
            self.entering(*command),
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode != 0:
            raise OSError(f"{' '.join(command)}: {done.stdout}{text or ''}")
        return done.stdout

    def set(self, values):
        """Set values of sysctl, named by their paths below net/."""
        lines = [f"echo '{value}' > /proc/sys/net/{path}" for path, value in values.items()]
        self.run("sh", "-e", text="\n".join(lines))

    def filter(self, rules):
        """Load an nftables script."""
        self.run("nft", "-f", "-", text=rules)

    def remove(self):
        """Let go of the namespace; the kernel drops it with its last process."""
        subprocess.run(["umount", str(self.path)], check=True)


def cable(one, one_name, one_address, other, other_name, other_address):
    """Join two namespaces by a pair of interfaces."""
    one.run(
        "ip", "link", "add", one_name, "type", "veth",
        "peer", "name", other_name, "netns", str(other.path),
    )  # fmt: skip
    for end, name, address in (
        (one, one_name, one_address),
        (other, other_name, other_address),
    ):
        end.run("ip", "address", "add", address, "dev", name)
        end.run("ip", "link", "set", name, "up")
