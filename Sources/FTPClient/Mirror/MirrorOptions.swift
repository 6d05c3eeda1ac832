package import FTPProtocol

/// How a tree shall be mirrored.
package struct MirrorOptions: Sendable {
    package enum Direction: String, Sendable, Hashable {
        /// From the server.
        case down = "get"
        /// To the server.
        case up = "put"
    }

    package var direction: Direction
    package var rules = MirrorRules()
    /// How each file is transferred.
    package var transfer = TransferOptions()
    /// Sessions at most, 1 or more; they are opened when there is work for them.
    package var sessions = 4
    /// Whether what the source lacks is deleted from the target.
    package var deletes = false
    package var deletionLimit = DeletionGuard.Limit.share(50)
    /// Whether files and folders leave the source when the target has them.
    package var moves = false
    /// Whether the first failure ends the mirror.
    package var failsFast = false
    /// Whether everything is only told.
    package var isDryRun = false
    /// Seconds since 1970, by which year-less dates are read.
    package var now: Int64

    package init(_ direction: Direction, now: Int64) {
        self.direction = direction
        self.now = now
        rules.comparison.targetTime = direction == .down ? .copied : .ofArrival
    }
}

/// What happens in a mirror, told from any thread as it happens.
package enum MirrorEvent: Sendable {
    /// What is done to an entry of the target, or of the source where it is moved.
    package enum Act: String, Sendable, Hashable {
        case transfer
        case makeFolder = "mkdir"
        case link
        case delete
        /// The source's own entry is removed, for the target has it.
        case remove
    }

    /// A file is on its way; its meter can be read from now on.
    case began(String, TransferMeter)
    /// A file has ended, either way: its meter says nothing any more.
    case ended(TransferMeter)
    /// A file has arrived.
    case transferred(String, TransferSummary)
    /// Something else was done.
    case did(Act, String)
    /// Something would have been done.
    case would(Act, String)
    /// Something happened to the transfer of a file that goes on.
    case notice(String, TransferNotice)
    /// Something that is no failure, but that a person should know.
    case remark(String)
    case failed(String, FTPError)
}

/// How a mirror went.
package struct MirrorSummary: Sendable {
    package struct Failure: Sendable {
        package let path: String
        package let error: FTPError
    }

    /// Failures that are kept with their reasons; all are counted, and told as events.
    static let keptFailures = 100

    /// Files that were transferred, and their octets.
    package var files = 0
    package var octets: UInt64 = 0
    /// Octets that crossed data connections.
    package var moved: UInt64 = 0
    /// Files that were the same already.
    package var same = 0
    /// Entries that filters, kinds or the depth left out.
    package var skipped = 0
    package var folders = 0
    package var links = 0
    package var deleted = 0
    /// Entries of the source that were removed because the target has them.
    package var removed = 0
    package var failed = 0
    package var failures: [Failure] = []
    /// The one that decides how the command ends.
    package var firstFailure: FTPError?
    /// Sessions that were opened.
    package var sessions = 0
    package var elapsed = Duration.zero
}
