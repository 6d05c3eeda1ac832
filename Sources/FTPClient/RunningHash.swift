internal import FTPProtocol
internal import FTPTransport

/// Reads so many octets of a local file at an offset; fewer only where it ends.
typealias LocalReading = (_ count: Int, _ offset: Int) throws(TransportError) -> [UInt8]

/// A file that is only read: a class, because what reads it outlives a call.
final class OpenFile {
    private let file: LocalFile

    init(_ path: LocalPath) throws(TransportError) {
        file = try LocalFile(opening: path, for: .reading)
    }

    var descriptor: Int32 { file.descriptor.rawValue }

    func read(_ count: Int, at offset: Int) throws(TransportError) -> [UInt8] {
        try file.read(count, at: offset)
    }
}

/// The hash of a file's beginning: it grows while octets pass, and catches up by reading what
/// passed unseen.
final class RunningHash {
    private static let octetsPerRead = 1 << 20

    let algorithm: HashAlgorithm
    private let start: UInt64
    private var digest: OctetDigest
    /// The offset behind the last octet that was hashed.
    private(set) var octets: UInt64

    /// - Parameter start: where in the file it begins.
    init(_ algorithm: HashAlgorithm, from start: UInt64 = 0) {
        self.algorithm = algorithm
        self.start = start
        digest = OctetDigest(algorithm.ofTransport)
        octets = start
    }

    /// What an earlier process saved; nil for what is not a state of this program.
    init?(_ saved: SavedHash) {
        guard let algorithm = HashAlgorithm(saved.algorithm),
            let digest = OctetDigest(algorithm.ofTransport, state: saved.state)
        else { return nil }
        self.algorithm = algorithm
        start = 0
        octets = saved.octets
        self.digest = digest
    }

    /// What a later process needs to go on.
    var saved: SavedHash {
        SavedHash(algorithm: algorithm.rawValue, octets: octets, state: digest.state)
    }

    /// The hash of what came so far.
    var hash: FileHash? { FileHash(algorithm, digits: digest.digits) }

    /// Takes what passes next.
    var watch: OctetWatch {
        OctetWatch { [self] bytes in take(bytes) }
    }

    func take(_ bytes: UnsafeRawBufferPointer) {
        digest.update(bytes)
        octets += UInt64(bytes.count)
    }

    /// Reads what passed unseen.
    /// - Throws: `localFile` also where the file ends too soon; `cancelled`.
    func catchUp(
        to end: UInt64, cancel: CancelSignal, _ read: LocalReading
    ) throws(TransportError) {
        while octets < end {
            if cancel.isFired { throw .cancelled }
            let piece = try read(Int(min(end - octets, UInt64(Self.octetsPerRead))), Int(octets))
            if piece.isEmpty { throw .localFile(call: "reading it again", errno: 5) }
            digest.update(piece)
            octets += UInt64(piece.count)
        }
    }
}

/// The state of a ``RunningHash`` in a journal.
struct SavedHash: Codable, Equatable {
    var algorithm: String
    var octets: UInt64
    var state: [UInt8]
}

extension HashAlgorithm {
    fileprivate var ofTransport: OctetDigest.Algorithm {
        switch self {
        case .sha512: .sha512
        case .sha256: .sha256
        case .sha1: .sha1
        case .md5: .md5
        case .crc32: .crc32
        }
    }
}

/// The local end of a comparison by hash.
struct LocalHashing {
    let cancel: CancelSignal
    let read: LocalReading

    /// Hashes a range, by going on with `running` where it stands inside of it.
    func hash(
        _ range: Range<UInt64>, by algorithm: HashAlgorithm, running: RunningHash?
    ) throws(TransportError) -> FileHash? {
        let goesOn =
            range.lowerBound == 0 && running?.algorithm == algorithm
            && running?.octets ?? .max <= range.upperBound
        let hash = (goesOn ? running : nil) ?? RunningHash(algorithm, from: range.lowerBound)
        try hash.catchUp(to: range.upperBound, cancel: cancel, read)
        return hash.hash
    }
}
