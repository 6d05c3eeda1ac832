"""The two middleboxes of the field reports: each forgets a connection that is idle for a while."""

from .haproxy import HAProxy
from .network import Namespace, cable
from .servers import ProFTPD, Vsftpd

IDLE = 5
"""Seconds of silence after which a connection is forgotten."""


class CloudBalancer:
    """ProFTPD with a private address, behind a box that maps ports by connection tracking.

    The box drops the packets of a flow that it has forgotten, and tells nobody.
    """

    address = "198.51.100.1"
    server_class = ProFTPD

    def __init__(self, case, rate=None, options="MasqueradeAddress 198.51.100.1"):
        self.client, box, inside = (
            case.namespace(name) for name in ("client", "balancer", "server")
        )
        cable(self.client, "eth0", "198.51.100.2/24", box, "wan", "198.51.100.1/24")
        cable(inside, "eth0", "10.21.0.2/24", box, "lan", "10.21.0.1/24")
        inside.route_by("10.21.0.1")
        box.filter(f"""
            table ip balancer {{
                chain mapped {{
                    type nat hook prerouting priority dstnat
                    iifname wan tcp dport {{ 21, 20000-20019 }} dnat to 10.21.0.2
                }}
                chain forwarded {{
                    type filter hook forward priority filter; policy drop
                    ct state established accept
                    ct status dnat ct state new accept
                }}
                chain received {{
                    type filter hook input priority filter; policy drop
                }}
            }}
        """)
        box.set(
            {
                "ipv4/ip_forward": 1,
                "netfilter/nf_conntrack_tcp_timeout_established": IDLE,
                # A packet from the middle of a forgotten flow does not bring it back.
                "netfilter/nf_conntrack_tcp_loose": 0,
            }
        )
        self.server = case.server(
            ProFTPD,
            host="10.21.0.2",
            port=21,
            namespace=inside,
            rate=rate,
            options=f"PassivePorts 20000 20019\n{options}",
        )
        self.servers = [self.server]

    def url(self, path):
        """The URL of a file, as the outside sees it."""
        return f"ftp://{self.address}/{path}"


class ProxyBalancer:
    """Two vsftpd behind HAProxy, which ends each side's TCP and counts bytes only."""

    address = "198.51.100.1"
    server_class = Vsftpd

    def __init__(self, case, rate=None):
        self.client, box = (case.namespace(name) for name in ("client", "balancer"))
        cable(self.client, "eth0", "198.51.100.2/24", box, "wan", "198.51.100.1/24")
        hosts = ["127.0.0.11", "127.0.0.12"]
        self.servers = [
            case.server(
                Vsftpd,
                host=host,
                port=21,
                namespace=box,
                rate=rate,
                options=f"""\
pasv_address={self.address}
pasv_min_port=50000
pasv_max_port=50010
""",
            )
            for host in hosts
        ]
        case.started(HAProxy(case.folder, box, self.address, hosts, IDLE))

    @property
    def server(self):
        """The server that the client was sent to."""
        (used,) = [server for server in self.servers if server.commands()]
        return used

    def url(self, path):
        """The URL of a file, as the outside sees it."""
        return f"ftp://{self.address}/{path}"
