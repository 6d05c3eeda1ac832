internal import FTPProtocol
internal import FTPTransport
internal import Glibc

/// A server that earlier sessions have learned something about.
public struct KnownHost: Sendable, Hashable {
    /// One thing that is known.
    public enum Fact: Sendable, Hashable {
        /// TLS was seen: the host is not spoken to in clear again.
        case hasTLS
        /// Data connections only resume the session up to TLS 1.2.
        case needsTLS12
        /// EPSV led nowhere where PASV did.
        case extendedPassiveFails
        /// STOR behind REST was refused: uploads go on by APPE.
        case restartIsRefused
        /// NOOP is refused; the name of the command that is sent instead, or `none`.
        case keepalive(String)
        /// The path forgets a control connection after so much silence.
        case idleLimit(Duration)
        /// The server takes so many sessions of one login from one program.
        case sessionCap(Int)
        /// Small files cannot be asked for close behind each other.
        case keepsFilesApart
    }

    /// A name or an address.
    public let host: String
    /// The control port.
    public let port: UInt16
    /// What is known, always in the same order.
    public let facts: [Fact]

    /// How many sessions of one login the server was seen to take at a time; nil when it has not
    /// refused one for that, which is no promise (QUIRKS 53).
    ///
    /// Whoever opens several should open no more: one more costs a login that is refused.
    public var sessionCap: Int? {
        for case .sessionCap(let sessions) in facts { return sessions }
        return nil
    }

    /// What the state folder knows about a server; nil when that is nothing. Facts that are older
    /// than a month are left out.
    public static func named(
        _ host: String, port: UInt16, in stateFolder: String
    ) -> KnownHost? {
        guard var facts = HostFile(host, port: port, in: stateFolder).load() else { return nil }
        facts.forgetOld(at: time(nil))
        return KnownHost(host: host, port: port, facts: list(facts))
    }

    /// Every server that the state folder knows, by name and port.
    public static func all(in stateFolder: String) -> [KnownHost] {
        names(in: stateFolder).compactMap { name in
            guard let place = Place(fileName: name),
                let facts = HostFile(folder(stateFolder).appending(Array(name.utf8))).load()
            else { return nil }
            return KnownHost(host: place.host, port: place.port, facts: Self.list(facts))
        }.sorted { ($0.host, $0.port) < ($1.host, $1.port) }
    }

    /// Forgets what is known about a host, on every port.
    /// - Returns: how many files went; none is not an error.
    public static func forget(_ host: String, in stateFolder: String) -> Int {
        let names = names(in: stateFolder).filter { Place(fileName: $0)?.host == host }
        for name in names {
            HostFile(folder(stateFolder).appending(Array(name.utf8))).remove()
        }
        return names.count
    }

    private static func folder(_ stateFolder: String) -> LocalPath {
        LocalPath("\(stateFolder)/hosts")
    }

    private static func names(in stateFolder: String) -> [String] {
        let names = (try? folder(stateFolder).names()) ?? []
        return names.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func list(_ facts: HostFacts) -> [Fact] {
        let found: [Fact?] = [
            facts.hasTLS ? .hasTLS : nil,
            facts.needsTLS12 ? .needsTLS12 : nil,
            facts.extendedPassiveFails.map { _ in .extendedPassiveFails },
            facts.restartIsRefused.map { _ in .restartIsRefused },
            facts.keepalive.map { .keepalive($0.value) },
            facts.idleLimit.map { .idleLimit(.seconds($0.value)) },
            facts.sessionCap.map { .sessionCap($0.value) },
            facts.pipelining.map { _ in .keepsFilesApart },
        ]
        return found.compactMap(\.self)
    }

    /// Host and port, as the name of a file has them.
    private struct Place {
        let host: String
        let port: UInt16

        init?(fileName: String) {
            guard fileName.hasSuffix(".json") else { return nil }
            let name = fileName.dropLast(5)
            // The last colon: an IPv6 address has more.
            guard let colon = name.lastIndex(of: ":"),
                let port = UInt16(name[name.index(after: colon)...])
            else { return nil }
            host = String(name[..<colon])
            self.port = port
        }
    }
}

extension KnownHost.Fact: CustomStringConvertible {
    /// One line for a person.
    public var description: String {
        switch self {
        case .hasTLS: "has TLS: never spoken to in clear again, unless --tls off is said"
        case .needsTLS12: "data connections need TLS 1.2"
        case .extendedPassiveFails: "EPSV does not work, PASV is used"
        case .restartIsRefused: "STOR behind REST is refused, uploads go on by APPE"
        case .keepalive("none"): "neither NOOP nor PWD is taken as a keepalive"
        case .keepalive(let command): "NOOP is refused, \(command) keeps alive"
        case .idleLimit(let limit): "idle connections are forgotten after about \(limit.inSeconds)"
        case .keepsFilesApart: "small files are not asked for close behind each other"
        case .sessionCap(let sessions): "takes about \(sessions) of our sessions at a time"
        }
    }
}
