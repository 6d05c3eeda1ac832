internal import FTPProtocol
internal import FTPTransport

// What the two sides agree on before and between transfers.
extension SessionEngine {
    /// What every session starts with: what the server can do, octets as they are, UTF-8.
    ///
    /// None of the answers is fatal: a server without FEAT has no features, and TYPE I is what
    /// the transfer itself would complain about (QUIRKS 25, 26).
    func prepare() throws(Interruption) {
        let dialect = configuration.dialect
        representation = .image
        isCompressing = false
        knowsSystem = false
        if dialect.quirks[.noFlights] == true { takesFlights = false }
        // OPTS is asked for unseen, unless the greeting already tells that CLNT has to come first.
        let asksAtOnce =
            takesFlights && dialect.charset == nil
            && !ServerQuirk.known(banner: banner, features: .none).contains(.clnt)
        let flight = [.feat, .typeImage] + (asksAtOnce ? [Command.optsUTF8] : [])
        features = FeatureSet(try exchange(flight: flight)[0])
        noteQuirks(system: nil)
        if quirks.contains(.noFlights) { takesFlights = false }
        let speaksUTF8 = features.supportsUTF8 && dialect.charset == nil
        if quirks.contains(.clnt) { _ = try exchange(.clientName) }
        if speaksUTF8, !asksAtOnce { _ = try exchange(.optsUTF8) }
        if let language = dialect.language, let command = try? Command(.lang, language) {
            _ = try exchange(command)
        }
        if quirks.contains(.slashNames) { _ = try exchange(.slashNames) }
        if dialect.compresses, features.offersDeflate {
            isCompressing = try exchange(.modeDeflate).kind == .completion
        }
        if configuration.dataPorts.extended == .all { _ = try exchange(.epsvAll) }
    }

    /// Asks SYST, once a login, where a path shows that the system is a rare one.
    func learnSystem() throws(EnquiryStop) {
        guard !knowsSystem else { return }
        knowsSystem = true
        let hadSlashNames = quirks.contains(.slashNames)
        noteQuirks(system: try answer(to: .syst))
        if quirks.contains(.slashNames), !hadSlashNames { _ = try answer(to: .slashNames) }
    }

    private func noteQuirks(system: Reply?) {
        quirks = ServerQuirk.known(banner: banner, system: system, features: features)
        for (quirk, applies) in configuration.dialect.quirks {
            if applies { quirks.insert(quirk) } else { quirks.remove(quirk) }
        }
        control?.isPlain255 = quirks.contains(.noTelnet)
    }

    /// What the server has to be told before a transfer, and what it is told anyway by PRET.
    ///
    /// An upload and a resumed transfer go by MODE S: where REST stands in a compressed stream is
    /// not agreed on between servers.
    func preparation(for request: TransferExchange.Request) -> [Command] {
        var commands: [Command] = []
        if [.retr, .stor, .appe].contains(request.command.verb) {
            let wanted = transfersText ? Representation.text : .image
            if representation != wanted { commands.append(wanted.command) }
        }
        // ProFTPD 1.3.8 (mod_deflate 0.6) loses octets of a compressed STOR from 128 KiB on where
        // they inflate to twice as many or more, and may say 226 to it, whoever the client is:
        // what is behind such a hole must never be taken for a beginning.
        let isUpload = [.stor, .appe].contains(request.command.verb)
        if isCompressing, request.offset > 0 || isUpload || transfersText {
            commands.append(.modeStream)
        }
        if quirks.contains(.pret) { commands.append(.pret(request.command)) }
        return commands
    }

    /// Notes what the server was told.
    func wasTold(_ command: Command) {
        switch command {
        case .typeText: representation = .text
        case .typeImage: representation = .image
        case .modeStream: isCompressing = false
        default: break
        }
    }

    /// How the octets of a data connection are written; nil for as they are.
    func coding(
        for command: Command
    ) throws(TransportError) -> (any OctetCoding)? {
        if isCompressing { return try DeflateCoding() }
        let isFile = [.retr, .stor, .appe].contains(command.verb)
        return isFile && transfersText ? TextCoding() : nil
    }

    /// Tells the server how octets are meant, unless it knows.
    func use(_ wanted: Representation) throws(Interruption) {
        guard representation != wanted else { return }
        _ = try exchange(wanted.command)
        representation = wanted
    }
}
