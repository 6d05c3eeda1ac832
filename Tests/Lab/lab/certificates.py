"""Certificates made at test time, good and bad."""

import subprocess
from itertools import count
from pathlib import Path

NAMES = (
    "DNS:localhost", "IP:127.0.0.1", "IP:127.0.0.11", "IP:127.0.0.12",
    "IP:198.51.100.1", "IP:10.21.0.2", "IP:10.9.0.2",
)  # fmt: skip
"""What an ordinary server of the lab is called."""


class Authority:
    """Somebody who signs certificates; `file` is what a client trusts."""

    def __init__(self, folder):
        self.folder = Path(folder) / "authority"
        self.folder.mkdir()
        self._numbers = count()
        self.file = self.folder / "authority.pem"
        self._key = self.folder / "authority.key"
        self._request(self._key, self.file, "-x509", "-days", "3", "-subj", "/CN=Godwit lab")

    def certificate(self, names=NAMES, days=3):
        """A PEM file with a certificate for the names and its key; below 0 days it has expired."""
        stem = self.folder / f"server-{next(self._numbers)}"
        request, key, names_file = (stem.with_suffix(f".{end}") for end in ("csr", "key", "names"))
        self._request(key, request, "-subj", "/CN=Lab server")
        names_file.write_text(f"subjectAltName={','.join(names)}\n")
        signed = _openssl(
            "x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self._key,
            "-set_serial", str(id(stem)), "-days", str(days), "-extfile", names_file,
        )  # fmt: skip
        return self._joined(stem, signed, key)

    def client(self, phrase):
        """PEM files with a client's certificate and with its key, which the phrase opens."""
        file = self.certificate(["DNS:client.example"])
        key = file.with_suffix(".locked")
        _openssl("pkey", "-in", file, "-aes256", "-passout", f"pass:{phrase}", "-out", key)
        certificate = file.with_suffix(".public")
        certificate.write_text(_openssl("x509", "-in", file))
        return certificate, key

    def self_signed(self, names=NAMES):
        """A PEM file with a certificate that nobody but its owner signed, and its key."""
        stem = self.folder / f"server-{next(self._numbers)}"
        key, file = stem.with_suffix(".key"), stem.with_suffix(".crt")
        names = f"subjectAltName={','.join(names)}"
        self._request(key, file, "-x509", "-days", "3", "-subj", "/CN=Nobody", "-addext", names)
        return self._joined(stem, file.read_text(), key)

    def _request(self, key, out, *options):
        _openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", key, "-out", out, *options,
        )  # fmt: skip

    @staticmethod
    def _joined(stem, certificate, key):
        file = stem.with_suffix(".pem")
        file.write_text(certificate + key.read_text())
        file.chmod(0o600)
        return file


def _openssl(*words):
    command = ["openssl", *map(str, words)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
