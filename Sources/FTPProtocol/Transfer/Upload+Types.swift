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
        case done(Confirmation, octets: UInt64)
        case say(TransferNotice)
        case fail(TransferFailure)
    }

    /// What the journal of an upload tells a later run.
    package struct Interrupted: Sendable, Hashable {
        package var sent: UInt64
        package var before: RemoteVersion?
        /// How it was sent last.
        package var method: UploadMethod

        package init(sent: UInt64, before: RemoteVersion?, method: UploadMethod = .fresh) {
            self.sent = sent
            self.before = before
            self.method = method
        }
    }
}

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
