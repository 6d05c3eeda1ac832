/// What a server says it can do beyond RFC 959: its answer to FEAT (RFC 2389).
///
/// A server may answer differently before and after login, so ask again (QUIRKS 25).
public struct FeatureSet: Sendable, Hashable {
    /// A fact of MLST and MLSD listings (RFC 3659 §7.8).
    public struct Fact: Sendable, Hashable {
        /// The fact's name in lower case.
        public let name: String
        /// Whether listings carry it without `OPTS MLST`.
        public let isEnabled: Bool
    }

    /// The parameters of each line, by the feature's name in upper case.
    private let parametersByName: [String: [String]]

    /// A server that offers nothing.
    public static let none = FeatureSet(Reply(code: 502, text: ""))

    /// Reads the reply to FEAT; lines with or without `211-`, in any case (QUIRKS 21).
    ///
    /// A refusal such as 500 or 502 is an empty set: the server is old, not wrong.
    public init(_ reply: Reply) {
        var parametersByName: [String: [String]] = [:]
        for line in Self.featureLines(of: reply) {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 1)
            guard let word = words.first else { continue }
            let name = PrintableText.escaping(word).uppercased()
            let parameters = words.dropFirst().map { PrintableText.escaping($0.trimmingBlanks) }
            parametersByName[name, default: []] += parameters.filter { !$0.isEmpty }
        }
        self.parametersByName = parametersByName
    }

    /// The names of all features in upper case, sorted.
    public var names: [String] { parametersByName.keys.sorted() }

    /// Whether the server lists a feature; the case of the name is ignored.
    public func has(_ name: String) -> Bool {
        parametersByName[name.uppercased()] != nil
    }

    /// What stands behind a feature's name, one element for each line that has something there:
    /// `AUTH TLS` and `AUTH SSL` may be two lines.
    public func parameters(of name: String) -> [String] {
        parametersByName[name.uppercased()] ?? []
    }

    /// `MLST`, which includes MLSD (RFC 3659 §7.8).
    public var supportsMLST: Bool { has("MLST") }
    /// `REST STREAM`: resuming at an octet (RFC 3659 §5.3).
    public var supportsREST: Bool {
        parameters(of: "REST").contains { $0.uppercased() == "STREAM" }
    }
    /// `UTF8`: paths are UTF-8 (RFC 2640 §3).
    public var supportsUTF8: Bool { has("UTF8") }
    /// `SIZE` (RFC 3659 §4).
    public var supportsSIZE: Bool { has("SIZE") }
    /// `MDTM` (RFC 3659 §3).
    public var supportsMDTM: Bool { has("MDTM") }
    /// `MODE Z`: data compressed by zlib (draft-preston-ftpext-deflate-04).
    package var offersDeflate: Bool {
        parameters(of: "MODE").contains { $0.uppercased().hasPrefix("Z") }
    }
    /// `EPSV`, which servers may have without saying so (RFC 2428).
    public var supportsEPSV: Bool { has("EPSV") }

    /// The facts behind `MLST`; those with `*` are enabled (RFC 3659 §7.8).
    public var mlstFacts: [Fact] {
        parameters(of: "MLST").flatMap(Self.starredItems).map { name, isStarred in
            Fact(name: name.lowercased(), isEnabled: isStarred)
        }
    }

    /// Whether MFF sets a fact (draft-somers-ftp-mfxx-04 §5.3).
    /// - Parameter name: in lower case.
    package func changesFact(_ name: String) -> Bool {
        parameters(of: "MFF").flatMap(Self.starredItems).contains { $0.0.lowercased() == name }
    }

    /// Whether MLST has the `unique` fact without being told to (RFC 3659 §7.5.2).
    package var tellsUnique: Bool { mlstFacts.contains { $0.name == "unique" && $0.isEnabled } }

    /// `OPTS MLST` that has listings tell permissions and owners as well (RFC 3659 §7.9); nil where
    /// they do by themselves, or never can.
    package var optsMLST: Command? {
        let facts = mlstFacts.filter { fact in
            Self.commonFacts.contains(fact.name) && fact.isEnabled
                || Self.unixFacts.contains(fact.name)
        }
        guard facts.contains(where: { !$0.isEnabled }) else { return nil }
        return Command(.opts, digits: "MLST \(facts.map { "\($0.name);" }.joined())")
    }

    /// The names are taken from here, so that nothing a server wrote gets into a command.
    private static let commonFacts: Set = ["type", "size", "modify", "perm", "unique"]
    private static let unixFacts: Set = [
        "unix.mode", "unix.owner", "unix.ownername", "unix.uid", "unix.group", "unix.groupname",
        "unix.gid",
    ]

    /// The ways to have the server hash a file, the best first, each algorithm once.
    public var hashMethods: [HashMethod] { Self.strongest(of: offeredHashMethods) }

    /// The ways to have the server hash a part of a file, the best first.
    ///
    /// HASH needs RANG beside it (draft-bryan-ftp-range); commands such as XCRC take the part as
    /// arguments, which few servers say of themselves: whether they do, their answers tell.
    package var rangeHashMethods: [HashMethod] {
        let rangeOfHash = has("RANG")
        return Self.strongest(
            of: offeredHashMethods.filter { method in
                method.verb == .hash ? rangeOfHash : method.verb != .md5
            })
    }

    /// What can be asked of the server about the contents of a file.
    package var hashOffer: HashOffer {
        if hashMethods.isEmpty { return .none }
        return rangeHashMethods.isEmpty ? .wholeFiles : .ranges
    }

    private var offeredHashMethods: [HashMethod] {
        parameters(of: "HASH").flatMap(Self.starredItems).compactMap { name, isStarred in
            HashAlgorithm(name).map {
                HashMethod(algorithm: $0, verb: .hash, isSelected: isStarred)
            }
        } + HashMethod.ofSingleCommands.filter { has($0.verb.rawValue) }
    }

    private static func strongest(of offered: [HashMethod]) -> [HashMethod] {
        HashAlgorithm.allCases.compactMap { algorithm in
            offered.first { $0.algorithm == algorithm }
        }
    }

    /// The algorithms of ``hashMethods``, the strongest first.
    public var hashAlgorithms: [HashAlgorithm] { hashMethods.map(\.algorithm) }

    /// The lines between the first and the last; one that ends a reply lists no feature.
    private static func featureLines(of reply: Reply) -> [ArraySlice<UInt8>] {
        guard reply.kind == .completion else { return [] }
        let prefix = Array("\(reply.code)-".utf8)
        return reply.lines.dropFirst().dropLast().map { line in
            (line.starts(with: prefix) ? line.dropFirst(prefix.count) : line[...]).trimmingBlanks
        }
    }

    /// `SHA-256*;SHA-1;` as names and whether they are starred.
    private static func starredItems(_ list: String) -> [(String, Bool)] {
        list.split(separator: ";").compactMap { item in
            let name = item.filter { $0 != "*" && $0 != " " }
            return name.isEmpty ? nil : (name, item.contains("*"))
        }
    }
}
