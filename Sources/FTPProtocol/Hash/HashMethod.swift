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

    /// How many hexadecimal digits a hash has.
    var digits: Int {
        switch self {
        case .sha512: 128
        case .sha256: 64
        case .sha1: 40
        case .md5: 32
        case .crc32: 8
        }
    }
}

/// What a file, or a part of one, hashes to.
public struct FileHash: Sendable, Hashable {
    /// What was computed.
    public let algorithm: HashAlgorithm
    /// Hexadecimal, in lower case, leading zeros included.
    public let digits: String

    /// Creates a hash; nil when the digits are not the algorithm's.
    ///
    /// Upper case is taken, and so is a CRC-32 without its leading zeros.
    public init?(_ algorithm: HashAlgorithm, digits: some StringProtocol) {
        let count = digits.utf8.count
        let isWhole = count == algorithm.digits
        let isShortened = algorithm == .crc32 && (1..<8).contains(count)
        guard isWhole || isShortened, digits.allSatisfy(\.isHexDigit), digits.utf8.count == count
        else { return nil }
        self.algorithm = algorithm
        let zeros = String(repeating: "0", count: algorithm.digits - count)
        self.digits = zeros + digits.lowercased()
    }
}

extension FileHash: CustomStringConvertible {
    /// The algorithm and the digits.
    public var description: String { "\(algorithm.rawValue) \(digits)" }
}

/// A way to have the server hash a file.
public struct HashMethod: Sendable, Hashable {
    /// What the server computes.
    public let algorithm: HashAlgorithm
    /// The command: `HASH` (draft-bryan-ftpext-hash), or one such as `XSHA256`.
    public let verb: Command.Verb
    /// Whether the command computes it without `OPTS HASH`.
    public let isSelected: Bool

    /// One command for one algorithm; `MD5` is of an old draft.
    static let ofSingleCommands = [
        single(.sha512, .xsha512), single(.sha256, .xsha256), single(.sha1, .xsha1),
        single(.sha1, .xsha), single(.md5, .xmd5), single(.md5, .md5), single(.crc32, .xcrc),
    ]

    private static func single(_ algorithm: HashAlgorithm, _ verb: Command.Verb) -> HashMethod {
        HashMethod(algorithm: algorithm, verb: verb, isSelected: true)
    }
}

/// How much of a file a server hashes on request.
package enum HashOffer: Sendable, Hashable {
    case none
    case wholeFiles
    /// Whole files and parts of them.
    case ranges
}
