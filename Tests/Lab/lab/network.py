"""Network namespaces joined by virtual cables, and ports on loopback."""

import random
import socket
import subprocess
import threading

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


class Namespace:
    """A network namespace held by a bind mount at `path`."""

    def __init__(self, path):
        self.path = path
        path.touch()
        subprocess.run(["unshare", f"--net={path}", "true"], check=True)
        self.run("ip", "link", "set", "lo", "up")

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

    def route_by(self, gateway):
        """Send what is not for a neighbour to `gateway`."""
        self.run("ip", "route", "add", "default", "via", gateway)

    def set(self, **values):
        """Set values below net/ of sysctl, with `__` for the slashes."""
        lines = [
            f"echo '{value}' > /proc/sys/net/{name.replace('__', '/')}"
            for name, value in values.items()
        ]
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
