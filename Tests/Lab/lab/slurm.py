"""A cluster of one node: Slurm with its own munge, unpacked and never a service of the system."""

import os
import socket
from pathlib import Path

from .network import free_port
from .processes import Process, wait_until
from .servers import LAB

ROOT = LAB / ".servers"
LIBRARIES = ROOT / "usr/lib/x86_64-linux-gnu"


class Slurm:
    """munged, slurmctld and slurmd in a namespace of their own; programs talk to them with its environment."""

    binary = ROOT / "usr/sbin/slurmctld-wlm"

    def __init__(self, case, processors=4):
        self.namespace = case.namespace("cluster")
        # Slurm asks for its own address in a way that passes loopback over.
        ends = "eth0", "eth1"
        self.namespace.run("ip", "link", "add", ends[0], "type", "veth", "peer", "name", ends[1])
        self.namespace.run("ip", "address", "add", "10.22.0.1/24", "dev", ends[0])
        for end in ends:
            self.namespace.run("ip", "link", "set", end, "up")
        self.folder = case.folder / "slurm"
        self.folder.mkdir(mode=0o755)
        self.processes = []
        host = socket.gethostname().split(".")[0]
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        self.configuration = self.folder / "slurm.conf"
        self.configuration.write_text(f"""\
ClusterName=lab
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={free_port()}
SlurmdPort={free_port()}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={self.folder}/munge.socket
CredType=cred/munge
PluginDir={LIBRARIES}/slurm-wlm
StateSaveLocation={self.folder}/state
SlurmdSpoolDir={self.folder}/spool
SlurmctldPidFile={self.folder}/slurmctld.pid
SlurmdPidFile={self.folder}/slurmd.pid
SlurmctldLogFile={self.folder}/slurmctld.log
SlurmdLogFile={self.folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SlurmdParameters=config_overrides
SchedulerType=sched/builtin
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
# A job that was told to end is killed for good after so many seconds.
KillWait=3
NodeName={host} NodeAddr=127.0.0.1 CPUs={processors} State=UNKNOWN
PartitionName=lab Nodes=ALL Default=YES MaxTime=INFINITE State=UP
""")
        self.environment = {
            "PATH": f"{ROOT}/usr/bin:{os.environ['PATH']}",
            "LD_LIBRARY_PATH": f"{LIBRARIES}:{LIBRARIES}/slurm-wlm",
            "SLURM_CONF": str(self.configuration),
        }

    def start(self):
        """Start the three of them and wait until the node takes jobs."""
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        sockets = self.folder / "munge.socket"
        self._run(
            ROOT / "usr/sbin/munged", "--foreground", "--key-file", key, "--socket", sockets,
            "--pid-file", self.folder / "munged.pid", "--log-file", self.folder / "munged.log",
            "--seed-file", self.folder / "munged.seed",
        )  # fmt: skip
        wait_until(sockets.exists, "munged to listen")
        self._run(self.binary, "-D", "-i", "-f", self.configuration)
        stepd = ROOT / "usr/sbin/slurmstepd-wlm"
        self._run(ROOT / "usr/sbin/slurmd-wlm", "-D", "-f", self.configuration, "-d", stepd)
        return self

    def _run(self, *command):
        name = Path(command[0]).name
        with (self.folder / f"{name}.out").open("w") as file:
            self.processes.append(
                Process(
                    self.namespace.entering(*command), stdout=file, stderr=file, cwd=self.folder,
                    env={**os.environ, **self.environment},
                )  # fmt: skip
            )

    def stop(self):
        """End them, the last one first."""
        for process in reversed(self.processes):
            process.stop()

    def tail(self):
        """The ends of the logs, for a person who looks at a failure."""
        parts = []
        for file in sorted([*self.folder.glob("*.log"), *self.folder.glob("*.out")]):
            lines = file.read_text(errors="replace").splitlines()[-12:]
            parts += [f"{file.name}:", *lines]
        return "\n".join(parts)
