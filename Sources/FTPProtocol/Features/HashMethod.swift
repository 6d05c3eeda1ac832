/// A hash that servers compute, the strongest first.
public enum HashAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// SHA-512.
    case sha512 = "SHA-512"
    /// SHA-256.
    case sha256 = "SHA-256"
    /// SHA-1: finds accidents, not attackers.
    case sha1 = "SHA-1"
    /// MD5: finds accidents, not attackers.
    case md5 = "MD5"
    /// CRC-32: finds most accidents.
    case crc32 = "CRC32"

    /// Reads a name as servers write it: `SHA-256`, `sha256`, `CRC-32`.
    public init?(_ name: String) {
        let plain = name.uppercased().filter { $0 != "-" }
        let match = Self.allCases.first { $0.rawValue.filter { $0 != "-" } == plain }
        guard let match else { return nil }
        self = match
    }
}

/// A way to have the server hash a file.
public struct HashMethod: Sendable, Hashable {
    /// What the server computes.
    public let algorithm: HashAlgorithm
    /// The command: `HASH` (draft-bryan-ftpext-hash), or one such as `XSHA256`.
    public let verb: String
    /// Whether the command computes it without `OPTS HASH`.
    public let isSelected: Bool

    /// One command for one algorithm; `MD5` is of an old draft.
    static let ofSingleCommands = [
        single(.sha512, "XSHA512"), single(.sha256, "XSHA256"), single(.sha1, "XSHA1"),
        single(.sha1, "XSHA"), single(.md5, "XMD5"), single(.md5, "MD5"), single(.crc32, "XCRC"),
    ]

    private static func single(_ algorithm: HashAlgorithm, _ verb: String) -> HashMethod {
        HashMethod(algorithm: algorithm, verb: verb, isSelected: true)
    }
}
