"""The two middleboxes of the field reports: each forgets a connection that is idle for a while."""

import json

from .haproxy import HAProxy
from .network import cable
from .servers import ProFTPD, Vsftpd

IDLE = 5
"""Seconds of silence after which a connection is forgotten."""


class Balancer:
    """A client in a network of its own, a box at the client's end, and servers behind it."""

    address = "198.51.100.1"

    def __init__(self, case):
        self.client = case.namespace("client")
        self.box = case.namespace("balancer")
        self.servers = []
        cable(self.client, "eth0", "198.51.100.2/24", self.box, "wan", f"{self.address}/24")
        self.client.filter("""
            table inet client {
                counter noops { }
                chain output {
                    type filter hook output priority filter
                    tcp dport 21 @ih,0,32 0x4e4f4f50 counter name noops
                }
            }
        """)

    @property
    def server(self):
        """The server that the client was sent to."""
        (used,) = [server for server in self.servers if server.commands()]
        return used

    def add(self, name, content):
        """Put the same file on every server."""
        for server in self.servers:
            server.add(name, content)

    def url(self, path):
        """The URL of a file, as the outside sees it."""
        return f"ftp://{self.address}/{path}"

    def noops(self):
        """How many NOOPs the client sent: ProFTPD logs none that comes during a transfer."""
        answer = json.loads(self.client.run("nft", "-j", "list", "counters"))
        (count,) = [entry["counter"]["packets"] for entry in answer["nftables"][1:]]
        return count


class CloudBalancer(Balancer):
    """ProFTPD with a private address, behind a box that maps ports by connection tracking.

    The box drops the packets of a flow that it has forgotten, and tells nobody.
    """

    kind = ProFTPD
    ADVERTISED = f"MasqueradeAddress {Balancer.address}"

    def __init__(self, case, rate=None, options=ADVERTISED):
        super().__init__(case)
        inside = case.namespace("server")
        cable(inside, "eth0", "10.21.0.2/24", self.box, "lan", "10.21.0.1/24")
        inside.run("ip", "route", "add", "default", "via", "10.21.0.1")
        self.box.filter("""
            table ip balancer {
                chain mapped {
                    type nat hook prerouting priority dstnat
                    iifname wan tcp dport { 21, 20000-20019 } dnat to 10.21.0.2
                }
                chain forwarded {
                    type filter hook forward priority filter; policy drop
                    ct state established accept
                    ct status dnat ct state new accept
                }
                chain received {
                    type filter hook input priority filter; policy drop
                }
            }
        """)
        self.box.set(
            {
                "ipv4/ip_forward": 1,
                "netfilter/nf_conntrack_tcp_timeout_established": IDLE,
                # A packet from the middle of a forgotten flow does not bring it back.
                "netfilter/nf_conntrack_tcp_loose": 0,
            }
        )
        options += "\nPassivePorts 20000 20019"
        self.servers.append(
            case.server(
                self.kind, host="10.21.0.2", port=21, namespace=inside, rate=rate, options=options
            )
        )

    def forget_everything(self):
        """What a restart of the box does: not one packet of the present flows passes any more."""
        self.box.run("conntrack", "--flush")


class ProxyBalancer(Balancer):
    """Two vsftpd behind HAProxy, which ends each side's TCP and counts bytes only."""

    kind = Vsftpd

    def __init__(self, case, rate=None):
        super().__init__(case)
        hosts = ["127.0.0.11", "127.0.0.12"]
        options = f"pasv_address={self.address}\npasv_min_port=50000\npasv_max_port=50010"
        for host in hosts:
            self.servers.append(
                case.server(
                    self.kind, host=host, port=21, namespace=self.box, rate=rate, options=options
                )
            )
        case.started(HAProxy(case.folder, self.box, self.address, hosts, IDLE))
