/// How a copy's transfer ended on one server.
package enum CopyEnd: Sendable, Hashable {
    /// The server never heard of it.
    case notBegun
    /// A command was refused before any data.
    case refused(Command.Verb, Reply)
    /// The completion reply, friendly or not.
    case replied(Reply)
    /// The control connection was lost.
    case lost(ControlLoss)
    /// The data connection of a relayed copy was lost.
    case broken(TransferFault)
    /// It was waited for as long as that may last.
    case overdue(Overdue)
    /// Stopped on request.
    case aborted

    /// Whether the server said that all is well.
    var isCompletion: Bool {
        if case .replied(let reply) = self { reply.kind == .completion } else { false }
    }

    /// What the server said against it.
    var refusal: Reply? {
        switch self {
        case .refused(_, let reply): reply
        case .replied(let reply): reply.kind == .completion ? nil : reply
        case .notBegun, .lost, .broken, .overdue, .aborted: nil
        }
    }

    /// Whether data may have moved.
    var mayHaveBegun: Bool {
        switch self {
        case .replied, .lost, .broken, .overdue, .aborted: true
        case .notBegun, .refused: false
        }
    }

    /// What the end stands for when it is not a success.
    var fault: TransferFault? {
        switch self {
        case .notBegun, .aborted: nil
        case .refused(_, let reply): .reply(reply)
        case .replied(let reply): reply.kind == .completion ? nil : .reply(reply)
        case .lost(let loss): .control(loss)
        case .broken(let fault): fault
        case .overdue(let overdue):
            overdue.wait == .noProgress
                ? .dataStalled(overdue)
                : overdue.wait == .finalReply ? .unconfirmed : .control(.silent(overdue))
        }
    }
}

/// How one transfer of a copy ended, on both servers.
package typealias CopyOutcome = CopyPair<CopyEnd>

extension CopyOutcome {
    /// Whether the dialogue with a server is in step, so that the session can go on.
    package func keeps(_ side: CopySide) -> Bool {
        switch self[side] {
        case .notBegun, .refused, .replied: true
        case .lost, .broken, .overdue, .aborted: false
        }
    }

    package var isCompletion: Bool { source.isCompletion && target.isCompletion }

    /// The fault to tell: a lost connection explains what the other server says about it.
    var fault: TransferFault {
        let faults = [target.fault, source.fault].compactMap(\.self)
        return faults.first { if case .control = $0 { true } else { false } } ?? faults.first
            ?? .unconfirmed
    }
}
