/// What a server needs beyond the RFCs; ``ServerQuirk/known(banner:system:features:)`` tells which.
public enum ServerQuirk: String, Sendable, Hashable, CaseIterable {
    /// PRET names each transfer before its port is asked for: servers that consist of many.
    case pret
    /// CLNT names us before OPTS UTF8 counts.
    case clnt
    /// Listings are asked for in TYPE A: in TYPE I they come in EBCDIC.
    case textListings = "text-listings"
    /// `SITE NAMEFMT 1` makes paths of slashes.
    case slashNames = "namefmt"
    /// MLSD is not used although FEAT names it.
    case noMLSD = "no-mlsd"
    /// EPSV is not asked for.
    case noEPSV = "no-epsv"
    /// Two commands that arrive together are not both answered.
    case noFlights = "no-flights"
    /// OPTS REST STOR tells whether an upload may go on by REST: ProFTPD from 1.3.9 on.
    case asksRestart = "opts-rest"
    /// The octet 255 is a letter and no Telnet command: it is not doubled.
    case noTelnet = "no-telnet"
    /// Behind a file under TLS 1.3 our close_notify is waited for before the connection ends, so it
    /// leaves ahead; others that do not read it reset the connection.
    case awaitsTLSEnd = "awaits-tls-end"

    /// What tells a server.
    private enum Evidence: Sendable {
        /// FEAT names it.
        case feature(String)
        /// The greeting holds it; case counts.
        case banner(String)
        /// SYST's answer holds it; case counts.
        case system(String)
    }

    /// Every server that is known, in one place.
    private static let table: [(Evidence, Set<ServerQuirk>)] = [
        (.feature("PRET"), [.pret]),
        (.banner("RaidenFTPD"), [.clnt]),
        (.banner("Gene6 FTP"), [.clnt]),
        (.banner("IBM FTP CS"), [.textListings, .noMLSD]),
        (.system("MVS"), [.textListings, .noMLSD]),
        (.banner("QTCP at"), [.textListings, .slashNames]),
        (.system("OS/400"), [.textListings, .slashNames]),
        (.system("VM/"), [.textListings]),
        (.system("NONSTOP"), [.textListings]),
        (.banner("Pure-FTPd"), [.noTelnet]),
        (.banner("ProFTPD"), [.asksRestart]),
        (.banner("(vsFTPd"), [.awaitsTLSEnd]),
    ]

    /// Servers that name in FEAT what they can do without. PRET, which pure-ftpd only ever answers
    /// with 200, costs each transfer a round trip, and would keep small files apart.
    private static let needless: [(Evidence, Set<ServerQuirk>)] = [
        (.banner("Pure-FTPd"), [.pret])
    ]

    /// The quirks of a server by what it said.
    /// - Parameters:
    ///   - banner: the greeting.
    ///   - system: the answer to SYST, where it was asked for.
    public static func known(
        banner: Reply?, system: Reply? = nil, features: FeatureSet
    ) -> Set<ServerQuirk> {
        let greeting = text(of: banner)
        let kind = text(of: system)
        func applies(_ evidence: Evidence) -> Bool {
            switch evidence {
            case .feature(let name): features.has(name)
            case .banner(let word): greeting.holds(word)
            case .system(let word): kind.holds(word)
            }
        }
        var quirks: Set<ServerQuirk> = []
        for (evidence, more) in table where applies(evidence) { quirks.formUnion(more) }
        for (evidence, less) in needless where applies(evidence) { quirks.subtract(less) }
        return quirks
    }

    private static func text(of reply: Reply?) -> String {
        reply.map { $0.lines.map { PrintableText.escaping($0) }.joined(separator: "\n") } ?? ""
    }
}

extension String {
    /// Octet by octet: the library's own search builds tables first, which takes longer than to look
    /// through a greeting.
    fileprivate func holds(_ word: String) -> Bool {
        utf8.indices.contains { utf8[$0...].starts(with: word.utf8) }
    }
}
