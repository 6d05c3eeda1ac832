"""The servers of the lab under TLS, as strict as their own defaults or stricter."""

from .more_servers import PureFTPd, Pyftpd
from .servers import ProFTPD, Vsftpd


class SecureVsftpd(Vsftpd):
    """vsftpd that takes no clear text, and no data connection that did not resume."""

    def __init__(self, folder, certificate, options="", **where):
        options += f"""
ssl_enable=YES
rsa_cert_file={certificate}
require_ssl_reuse=YES
force_local_logins_ssl=YES
force_local_data_ssl=YES
ssl_ciphers=HIGH
"""
        super().__init__(folder, options=options, **where)


class SecureProFTPD(ProFTPD):
    """ProFTPD with mod_tls: sessions have to be resumed by default."""

    required = "on"

    def __init__(
        self, folder, certificate, options="", protocols="TLSv1.2 TLSv1.3", asks=None, **where
    ):
        """`asks` is a file of authorities: clients have to show a certificate of theirs."""
        options += f"""
ModulePath /usr/lib/proftpd
LoadModule mod_tls.c
TLSEngine on
TLSRSACertificateFile {certificate}
TLSRSACertificateKeyFile {certificate}
TLSProtocol {protocols}
TLSRequired {self.required}
"""
        super().__init__(folder, options=options, **where)
        self.add_line(f"TLSLog {self.folder}/tls")
        if asks is not None:
            self.add_line(f"TLSCACertificateFile {asks}\nTLSVerifyClient on")

    def add_line(self, line):
        """Add to the configuration, behind the line that loads the module."""
        self.configuration.write_text(f"{self.configuration.read_text()}{line}\n")


class SessionsIgnoredProFTPD(SecureProFTPD):
    """ProFTPD that does not mind new sessions."""

    def __init__(self, folder, certificate, options="", **where):
        super().__init__(folder, certificate, options=options, **where)
        self.add_line("TLSOptions NoSessionReuseRequired")


class ClearControlProFTPD(SecureProFTPD):
    """ProFTPD that lets the control connection go back to clear text."""

    required = "auth+data"


class ImplicitProFTPD(SecureProFTPD):
    """ProFTPD under TLS from the first octet."""

    def __init__(self, folder, certificate, options="", **where):
        super().__init__(folder, certificate, options=options, **where)
        self.add_line("TLSOptions UseImplicitSSL")


class ImplicitVsftpd(SecureVsftpd):
    """vsftpd under TLS from the first octet."""

    def __init__(self, folder, certificate, options="", **where):
        super().__init__(folder, certificate, options=options + "\nimplicit_ssl=YES\n", **where)


class SecurePureFTPd(PureFTPd):
    """pure-ftpd that takes no clear text."""

    def __init__(self, folder, certificate, options=(), **where):
        words = ("--tls", "3", "--certfile", certificate)
        super().__init__(folder, options=(*options, *words), **where)


class SecurePyftpd(Pyftpd):
    """pyftpdlib that takes no clear text."""

    def __init__(self, folder, certificate, **where):
        super().__init__(folder, certificate=certificate, **where)
