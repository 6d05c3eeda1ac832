"""The lab's own /etc: one user whom the servers know, and no names of other machines."""

import subprocess
from pathlib import Path

USER = "limosa"
USER_ID = 4242
PASSWORD = "Lim0sa@l:pp/onica%#"
# crypt(3) with as few rounds as it takes, so that a login costs little.
PASSWORD_HASH = (
    "$6$rounds=1000$limosa$Tej/6nFJiJpjOtuTcIFlgOb4V7oz6ecDvWxy"
    ".BrsLReSYXgXRfnYVDiyejDtJbIKY.i93qp/9RoFnt9pRo9qf1"
)
PAM_SERVICE = "godwit-lab"

MANY_HOMED = "limosa.example"
MANY_ADDRESSES = "fd21::3", "10.21.0.3", "10.21.0.2"
"""What the name stands for; on a `Line` the server has the last of them, nobody the others."""

IPV4_NAME = "godwit.example"
"""127.0.0.1 and nothing else; `localhost` has an IPv6 address as well."""


def dress(etc):
    """Write it to the folder and lay it over the machine's, which stays as it is."""
    (etc / "pam.d").mkdir(parents=True)
    (etc / "pam.d" / PAM_SERVICE).write_text(
        "auth required pam_unix.so\naccount required pam_unix.so\n"
    )
    passwd = Path("/etc/passwd").read_text()
    (etc / "passwd").write_text(f"{passwd}{USER}:x:{USER_ID}:{USER_ID}::/:/bin/sh\n")
    (etc / "shadow").write_text(f"{USER}:{PASSWORD_HASH}:::::::\n")
    # Unknown hosts are unknown at once, without a name server that is out of reach.
    (etc / "nsswitch.conf").write_text("passwd: files\nshadow: files\nhosts: files\n")
    names = "".join(f"{address} {MANY_HOMED}\n" for address in MANY_ADDRESSES)
    (etc / "hosts").write_text(f"127.0.0.1 localhost {IPV4_NAME}\n::1 localhost\n{names}")
    # The addresses in the order of the file.
    (etc / "host.conf").write_text("multi on\n")
    for ours in etc.iterdir():
        subprocess.run(["mount", "--bind", str(ours), f"/etc/{ours.name}"], check=True)
