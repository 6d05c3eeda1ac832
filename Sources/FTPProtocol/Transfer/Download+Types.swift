extension Download {
    package struct Policy: Sendable, Hashable {
        package var retry = RetryPolicy()
        package var onChange = OnChange.restart
        /// How many octets before the resume point are fetched again and compared.
        package var overlap: UInt64 = 64 << 10
        /// A transfer longer than this is looked at once more before it counts.
        package var looksAgainAfter = Duration.seconds(1)
        /// What has to agree before the download counts, and what is hashed for it.
        package var hash = HashPolicy()

        /// The most octets that are taken; nil takes any number. A file that is known to be longer
        /// is not begun with.
        package var largest: UInt64?

        /// The part of the file that is wanted; nil for all of it.
        package var range: OctetRange?

        /// Whether line ends are converted: then no octet here has its place in the remote file.
        package var isText = false

        package init() {}
    }

    /// What an earlier run left: octets on the disk, and the version they belong to.
    package struct Partial: Sendable, Hashable {
        package var octets: UInt64
        /// Nil when nobody knows: a file without its journal.
        package var version: RemoteVersion?

        package init(octets: UInt64, version: RemoteVersion?) {
            self.octets = octets
            self.version = version
        }
    }

    /// Where a fetch stops before the server does.
    package enum Bound: Sendable, Hashable {
        /// The octet before this offset is the last one that is wanted.
        case end(UInt64)
        /// The octet at this offset is one too many.
        case most(UInt64)
    }

    /// What to do; offsets count from the first octet that is wanted, see ``Download/first``.
    package enum Action: Sendable, Hashable {
        /// Wait, then log in on a new control connection.
        case connect(after: Duration)
        /// Ask SIZE and MDTM.
        case look
        /// Empty the partial and note the version that will fill it.
        case startOver(RemoteVersion)
        /// Fetch from `offset`; the first `overlap` octets are compared with the disk.
        case fetch(offset: UInt64, overlap: UInt64)
        /// Fetch the first octets again, only to compare them with the disk.
        case sample(octets: UInt64)
        /// Fetch from this offset of the file, wherever the wanted part begins, only to count what
        /// comes.
        case probe(offset: UInt64, atMost: UInt64)
        /// Ask for the hash of the whole remote file.
        case askHash
        /// Hash a part here and there; `isWhole` when it is all of the remote file.
        case compare(Range<UInt64>, isWhole: Bool)
        /// Hash the finished file under the final name, and the remote one.
        case compareExisting(octets: UInt64)
        /// Put the first `octets` octets in place under the final name.
        case publish(RemoteVersion, octets: UInt64, Confirmation)
        /// The final file is there already.
        case alreadyComplete(RemoteVersion, Confirmation)
        case say(TransferNotice)
        case fail(TransferFailure)
    }
}

extension Download.Action: TransferAction {}

extension StartOverReason {
    /// Whether another version of the file is to blame, not the server's abilities.
    var isChange: Bool {
        switch self {
        case .remoteChanged, .overlapDiffers, .hashDiffers, .tooLong, .localChanged: true
        case .noIdentity, .cannotResume, .unknownPartial, .text, .notWritten: false
        }
    }
}

extension Reply {
    /// Whether RETR is refused because of the REST before it: 554 is an offset that the file does
    /// not have (RFC 1123 §4.1.2.11), the others a command that is not understood that way.
    var deniesOffset: Bool {
        Refusals.verdict(fetchingFromOffset: self) == .permanentForThisMethod
    }
}

/// What to do when the remote file is not the one that a partial belongs to: `--on-change`.
public enum OnChange: String, Sendable, Hashable, CaseIterable {
    /// Throw the partial away, say so, and fetch the new version.
    case restart
    /// Keep the partial and fail.
    case fail
}
