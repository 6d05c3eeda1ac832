/// The decisions of giving a finished upload its name by RNFR and RNTO, across any number of
/// connections.
///
/// A lost answer is not asked for again: a look at both names tells whether it was done. So does
/// a look behind a 250, which some servers say and do nothing (QUIRKS 57).
package struct Publication: Sendable {
    package enum Action: Sendable, Hashable {
        /// Wait, then log in on a new control connection.
        case connect(after: Duration)
        /// Wait, then look at both names.
        case look(after: Duration)
        /// RNFR with the temporary name, RNTO with the final one.
        case rename
        case done
        /// Neither name holds the file as it was sent: it has to be sent again, or gone on with.
        case sendAgain
        case say(TransferNotice)
        case fail(TransferFailure)
    }

    private let temporary: RemotePath
    private let octets: UInt64?
    private let before: RemoteVersion?
    private var course: Course<Action>
    /// The server's yes to RNTO.
    private var word: Reply?
    private var renames = 0
    private var blankLooks = 0

    /// - Parameters:
    ///   - octets: how long the upload is on the server; nil for text, of which nobody knows.
    ///   - before: what stood under the final name before the upload was begun.
    ///   - wasTried: an earlier run may have got as far as RNTO.
    package init(
        of temporary: RemotePath, octets: UInt64?, before: RemoteVersion?, wasTried: Bool,
        isConnected: Bool, retry: RetryPolicy, seed: UInt64, at now: Instant
    ) {
        self.temporary = temporary
        self.octets = octets
        self.before = before
        course = Course(retry, fault: .unconfirmed, seed: seed, at: now)
        if isConnected { course.contactWasMade() }
        switch (isConnected, wasTried) {
        case (false, _): course.append(.connect(after: .zero))
        case (true, true): course.append(.look(after: .zero))
        case (true, false): rename()
        }
    }

    /// The next thing to do; nil only while an action is under way.
    package mutating func nextAction() -> Action? { course.next() }

    // MARK: Events

    /// RNFR, and RNTO if it came to that, were answered: the last reply.
    package mutating func didRename(_ verb: Command.Verb, _ reply: Reply, at now: Instant) {
        switch reply.kind {
        case .completion, .intermediate, .preliminary:
            word = reply
            course.append(.look(after: .zero))
        case .transient:
            course.retry(after: .reply(reply), at: now)
        case .permanent where verb == .rnfr && renames > 1:
            // Not there any more: an earlier RNTO may have done it.
            course.append(.look(after: .zero))
        case .permanent:
            course.fail(.notRenamed(temporary, reply))
        }
    }

    /// Both names were looked at; nil for one that the server does not find.
    package mutating func didLook(
        _ underTemporary: RemoteVersion?, _ underFinal: RemoteVersion?, at now: Instant
    ) {
        switch (underTemporary, underFinal) {
        case (nil, let found?) where isWhole(found) && (word != nil || found != before):
            course.append(.done)
        case (nil, let found?) where found.size == nil && word != nil:
            // A server that tells no sizes.
            course.append(.done)
        case (nil, nil) where word != nil:
            // Taken out already, or not shown: the file had its name.
            course.append(.say(.takenUnseen), .done)
        case (nil, nil):
            lookAgain()
        case (nil, _):
            course.append(.sendAgain)
        case (let found?, _) where !found.hasIdentity && word != nil:
            // Nothing but the server's word tells whether a file is there.
            course.append(.done)
        case (let found?, _) where found.size != nil && !isWhole(found):
            // What was whole is not any more: it must not get the name like that.
            course.append(.sendAgain)
        case (_?, _):
            renames < 3 ? rename() : course.fail(.notRenamed(temporary, word))
        }
    }

    private func isWhole(_ found: RemoteVersion) -> Bool {
        octets.map { found.size == $0 } ?? true
    }

    private mutating func rename() {
        renames += 1
        word = nil
        course.append(.rename)
    }

    private mutating func lookAgain() {
        blankLooks += 1
        course.append(blankLooks > 2 ? .sendAgain : .look(after: .seconds(1)))
    }

    // MARK: Sessions

    package mutating func didConnect() { course.begin(with: .look(after: .zero)) }

    package mutating func didNotConnect(_ fault: SessionFault, at now: Instant) {
        course.didNotConnect(fault, at: now)
    }

    /// The control connection was lost, whatever was asked.
    package mutating func wasLost(_ loss: ControlLoss, at now: Instant) {
        course.prove(because: .control(loss), at: UInt64(renames), now)
    }

    package mutating func wasCancelled() { course.fail(.cancelled) }
}

extension Publication.Action: TransferAction {}

extension RemotePath {
    /// Under what name an upload grows until it is whole: beside its final one, and the same in
    /// every run of the same upload.
    /// - Parameter source: what is uploaded, as this machine calls it.
    package func temporaryName(for source: String) -> RemotePath {
        let print = String(Fingerprint.of("\(self)\n\(source)") & 0xFFFF_FFFF, radix: 16)
        let name = octets + Array(".\(print).part".utf8)
        // Neither part can hold a line break.
        return (try? RemotePath(octets: name)) ?? self
    }
}

/// FNV-1a, 64 bits: a short name that is the same in every run.
package enum Fingerprint {
    package static func of(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
