internal import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// TLS: shared by every network command.
package struct ProtectionOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "TLS: off, prefer (where the server offers it), require, or implicit (port 990).",
            valueName: "mode"))
    var tls: TLSMode?

    @Flag(help: "Accept any certificate: anyone may have answered.")
    var insecure = false

    @Option(
        help: ArgumentHelp(
            "Accept the certificate, or the public key, with this SHA-256 and no other.",
            valueName: "sha256"))
    var pin: [String] = []

    @Option(help: ArgumentHelp("Trust the authorities in this PEM file only.", valueName: "file"))
    var cacert: String?

    @Option(help: ArgumentHelp("Show the certificate in this PEM file.", valueName: "file"))
    var cert: String?

    @Option(
        help: ArgumentHelp("The certificate's key, if it is in another file.", valueName: "file"))
    var key: String?

    @Option(
        help: ArgumentHelp(
            "Run this shell command and take its first line as the key's pass phrase.",
            valueName: "cmd"))
    var keyPasswordCommand: String?

    @Option(help: ArgumentHelp("Oldest TLS that is spoken: 1.2 or 1.3.", valueName: "version"))
    var tlsMin: TLSPolicy.Version?

    @Option(help: ArgumentHelp("Newest TLS that is spoken: 1.2 or 1.3.", valueName: "version"))
    var tlsMax: TLSPolicy.Version?

    @Flag(
        help: ArgumentHelp(
            "Speak in clear again behind the login (CCC), for a NAT that must read along.",
            discussion: "Commands and file names can be read and forged then; data cannot."))
    var clearControl = false

    /// Creates the options with their defaults.
    package init() {}

    package func validate() throws {
        if let pin = pin.first(where: { !TLSPolicy.isPin($0) }) {
            throw ValidationError("--pin wants the 64 hexadecimal digits of a SHA-256, not \(pin)")
        }
        if key != nil, cert == nil { throw ValidationError("--key needs --cert") }
        if tlsMin == .tls13, tlsMax == .tls12 {
            throw ValidationError("--tls-min is newer than --tls-max")
        }
    }

    /// The options and the URL's scheme together.
    func policy(for url: FTPURL) throws(CommandFailure) -> TLSPolicy {
        var policy = TLSPolicy()
        policy.mode = try mode(for: url)
        policy.verifiesCertificate = !insecure
        policy.authorities = cacert
        policy.pins = pin
        policy.certificate = cert
        policy.key = key
        policy.passPhrase = try passPhrase()
        policy.minimum = tlsMin ?? policy.minimum
        policy.maximum = tlsMax
        policy.clearsControl = clearControl
        return policy
    }

    private func mode(for url: FTPURL) throws(CommandFailure) -> TLSMode {
        switch (url.scheme, tls) {
        case (.ftp, let mode): return mode ?? .prefer
        case (.ftpes, nil), (.ftpes, .prefer), (.ftpes, .require): return .require
        case (.ftps, nil), (.ftps, .prefer), (.ftps, .require), (.ftps, .implicit):
            return .implicit
        case (.ftpes, .off), (.ftpes, .implicit), (.ftps, .off):
            throw CommandFailure(
                .usage, "\(url.scheme.rawValue):// and --tls \(tls?.rawValue ?? "") disagree")
        }
    }

    /// Asked for only where the key says that it is locked.
    private func passPhrase() throws(CommandFailure) -> Secret? {
        if let keyPasswordCommand { return try CredentialSources.run(keyPasswordCommand) }
        guard let file = key ?? cert, TextFile.read(file)?.contains("ENCRYPTED") == true else {
            return nil
        }
        return CredentialSources.ask("Pass phrase for \(file): ")
    }
}
