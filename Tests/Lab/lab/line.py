"""A client and a server at the two ends of a line that can break, and that counts octets."""

import json
import time

from .network import cable

CUT = """
table inet cut {
    chain received {
        type filter hook input priority filter
        iifname eth0 meta l4proto tcp reject with tcp reset
    }
    chain sent {
        type filter hook output priority filter
        oifname eth0 meta l4proto tcp reject with tcp reset
    }
}
"""


class Line:
    """Two networks and the cable between them; the server is at port 21 of its end."""

    address = "10.21.0.2"
    client_address = "10.21.0.1/24"

    def __init__(self, case, kind, **options):
        self.client = case.namespace("client")
        self.inside = case.namespace("server")
        cable(self.client, "eth0", self.client_address, self.inside, "eth0", f"{self.address}/24")
        self.client.filter("""
            table inet line {
                counter received { }
                counter sent { }
                chain input {
                    type filter hook input priority filter
                    iifname eth0 tcp sport != 21 counter name received
                }
                chain output {
                    type filter hook output priority filter
                    oifname eth0 tcp dport != 21 counter name sent
                }
            }
        """)
        self.server = case.server(
            kind, host=self.address, port=21, namespace=self.inside, **options
        )

    def url(self, path):
        """The URL of a file on the server."""
        return f"ftp://{self.address}/{path}"

    def octets(self, way):
        """Octets that the client has `received` or `sent` on data connections.

        Headers count as well; of what one side sends, the acknowledgements of the other do not.
        """
        return self.counter(way)["bytes"]

    def counter(self, name):
        """The packets and bytes of a named counter of the client's."""
        answer = json.loads(self.client.run("nft", "-j", "list", "counters"))
        counters = [entry["counter"] for entry in answer["nftables"][1:]]
        (found,) = [counter for counter in counters if counter["name"] == name]
        return found

    def reset(self, seconds):
        """Answer every packet with RST for a while: no connection outlives its next packet."""
        self.client.filter(CUT)
        time.sleep(seconds)
        self.client.run("nft", "delete", "table", "inet", "cut")

    def lose_address(self, seconds):
        """Take the client's address away for a while, as a suspended laptop's DHCP lease goes."""
        self.client.run("ip", "address", "del", self.client_address, "dev", "eth0")
        time.sleep(seconds)
        self.client.run("ip", "address", "add", self.client_address, "dev", "eth0")
