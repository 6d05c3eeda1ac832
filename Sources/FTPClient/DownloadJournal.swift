internal import FTPProtocol
internal import FTPTransport
internal import FoundationEssentials

/// `NAME.part.godwit`: what the octets in `NAME.part` belong to, and how many of them are durable.
struct DownloadJournal {
    struct Entry: Codable, Equatable {
        fileprivate var format = 1
        fileprivate var place = ""
        fileprivate var size: UInt64?
        fileprivate var modified: String?
        fileprivate var unique: String?
        fileprivate var hashAlgorithm: String?
        fileprivate var hash: String?
        fileprivate var bootID: String?
        /// Octets that survive a power loss.
        var durableOctets: UInt64 = 0
        /// What is here of a file that several sessions fetch, where that is not its beginning
        /// alone: pairs of the first octet and the one behind the last.
        fileprivate var segments: [[UInt64]]?
        /// How far the hash of what is here has come.
        var running: SavedHash?

        init(_ version: RemoteVersion) {
            size = version.size
            modified = version.modified
            unique = version.unique
            hashAlgorithm = version.hash?.algorithm.rawValue
            hash = version.hash?.digits
        }

        var version: RemoteVersion {
            let algorithm = hashAlgorithm.flatMap { HashAlgorithm($0) }
            return RemoteVersion(
                size: size, modified: modified, unique: unique,
                hash: algorithm.flatMap { FileHash($0, digits: hash ?? "") })
        }

        /// The parts of the file that are here; nil for its beginning alone.
        var parts: [Range<UInt64>]? {
            get {
                segments?.compactMap { pair in
                    pair.count == 2 && pair[0] <= pair[1] ? pair[0]..<pair[1] : nil
                }
            }
            set { segments = newValue?.map { [$0.lowerBound, $0.upperBound] } }
        }

        /// After a kill the length of the part is the truth; after a power loss only what was
        /// durable is (other boot). Of a file in parts what the journal says is the truth.
        func safeOctets(of octets: UInt64) -> UInt64 {
            if let parts {
                return parts.first { $0.lowerBound == 0 }.map { min($0.upperBound, octets) } ?? 0
            }
            let isSameBoot = bootID != nil && bootID == System.bootIdentifier
            return isSameBoot ? octets : min(octets, durableOctets)
        }
    }

    let path: LocalPath
    /// The remote file, without secrets.
    let place: String

    /// The entry, if there is one and it is about the same remote file.
    func load() -> Entry? {
        guard let octets = (try? path.contents(atMost: 64 << 10)) ?? nil,
            let entry = try? JSONDecoder().decode(Entry.self, from: Data(octets)),
            entry.format == 1, entry.place == place
        else { return nil }
        return entry
    }

    func store(_ entry: Entry, isDurable: Bool) throws(TransportError) {
        var entry = entry
        entry.place = place
        entry.bootID = System.bootIdentifier
        try path.replaceContents(with: JSONOctets.encode(entry), isDurable: isDurable)
    }

    /// That there is none is not an error.
    func remove() { try? path.remove() }
}

/// JSON for files: sorted, so that the same entry is the same octets.
enum JSONOctets {
    static func encode(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Strings and integers always encode.
        return (try? encoder.encode(value)).map { Array($0) } ?? []
    }
}
