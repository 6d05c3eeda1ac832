internal import FTPProtocol
internal import FTPTransport

/// What was told of a listing, over any number of attempts at it.
///
/// What was told cannot be taken back: a second answer has to begin like the first, and is told
/// from where that broke off. Only a digest of what was told is kept, because listings can be long.
final class Recital {
    private let each: (ListingEntry) -> Void
    /// Entries that were told, and their digest.
    private(set) var told = 0
    private var digest = 0
    /// The same of the present answer.
    private var heard = 0
    private var present = 0
    /// The server's charset; nil tells names as they come.
    var charset: NameCharset?

    /// Whether the present answer has no entry.
    var isSilent: Bool { heard == 0 }

    init(_ each: @escaping (ListingEntry) -> Void) { self.each = each }

    /// A new answer begins.
    func begin() {
        heard = 0
        present = 0
    }

    func tell(_ entries: [ListingEntry]) throws(MoveFailure) {
        for entry in entries {
            let entry = decoded(entry)
            var hasher = Hasher()
            hasher.combine(present)
            hasher.combine(entry)
            present = hasher.finalize()
            heard += 1
            if heard > told {
                told = heard
                digest = present
                each(entry)
            } else if heard == told, present != digest {
                throw .answerChanged
            }
        }
    }

    /// The entry with its name in UTF-8.
    private func decoded(_ entry: ListingEntry) -> ListingEntry {
        guard let charset else { return entry }
        var entry = entry
        entry.name = charset.decode(entry.name)
        entry.target = entry.target.map(charset.decode)
        return entry
    }

    /// The answer is whole with these entries.
    func conclude(with entries: [ListingEntry]) throws(TransferStop) {
        do throws(MoveFailure) { try tell(entries) } catch { throw .answerChanged }
        if heard < told { throw .answerChanged }
    }
}
