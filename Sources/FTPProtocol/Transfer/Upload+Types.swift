extension Upload {
    /// What is uploaded.
    package struct Source: Sendable, Hashable {
        /// Nil for a stream whose end is not known yet.
        package var octets: UInt64?
        /// A pipe cannot be read twice.
        package var canRewind: Bool

        package init(octets: UInt64?, canRewind: Bool) {
            self.octets = octets
            self.canRewind = canRewind
        }
    }

    package enum Action: Sendable, Hashable {
        /// Wait, then log in on a new control connection.
        case connect(after: Duration)
        /// Wait, then ask SIZE and MDTM.
        case look(after: Duration)
        /// Send the source from `offset` to its end.
        case send(UploadMethod, offset: UInt64)
        /// Hash a part here and there; `isWhole` when it is all of the remote file.
        case compare(Range<UInt64>, isWhole: Bool)
        case done(Confirmation, octets: UInt64)
        case say(TransferNotice)
        case fail(TransferFailure)
    }

    /// A way to append, and what the server said to it.
    package struct Refusal: Sendable, Hashable {
        package var method: UploadMethod
        package var reply: Reply
    }

    /// What the journal of an upload tells a later run.
    package struct Interrupted: Sendable, Hashable {
        package var sent: UInt64
        package var before: RemoteVersion?
        /// How it was sent last.
        package var method: UploadMethod
        /// The most octets that the server was seen to hold.
        package var held: UInt64

        package init(
            sent: UInt64, before: RemoteVersion?, method: UploadMethod = .fresh, held: UInt64 = 0
        ) {
            self.sent = sent
            self.before = before
            self.method = method
            self.held = held
        }
    }
}

extension Upload.Action: TransferAction {}

extension Command.Verb {
    /// Whether a refusal can be about the way to append.
    var concernsMethod: Bool { [.rest, .stor, .appe].contains(self) }
}

extension Reply {
    /// No data connection, or no room, says nothing about the way to append.
    var concernsMethod: Bool {
        Refusals.verdict(sendingToOffset: self) == .permanentForThisMethod
    }
}
