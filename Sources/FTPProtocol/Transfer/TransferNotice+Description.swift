extension TransferNotice: CustomStringConvertible {
    /// One line for the person who waits.
    public var description: String {
        switch self {
        case .retrying(let number, let pause, let fault):
            let tenths = Int((pause / .milliseconds(100)).rounded())
            return "\(fault); logging in again in \(tenths / 10).\(tenths % 10) s (retry \(number))"
        case .resuming(let position, let size):
            let whole = size.map { " of \($0)" } ?? ""
            return "going on at byte \(position)\(whole)"
        case .startingOver(let reason):
            return "starting over: \(reason)"
        case .renewing(let reply):
            return "\(TransferFault.dataNotResumed(reply)); logging in again for a fresh one"
        case .proving(let fault):
            return "\(fault); everything has moved, asking the server again whether it is whole"
        case .sourceGrew(let from, let to):
            return "the remote file grew from \(from) to \(to) bytes meanwhile; "
                + "what is here ends at \(from), run again for the rest"
        case .steppingDown(let method, let reply):
            let words = reply.map { ": \($0)" } ?? ""
            return "\(method.rawValue) does not work here\(words)"
        case .notPreserved(let reason):
            return "not preserved: \(reason)"
        case .takenUnseen:
            return "the server took everything and does not show the file; its word has to do"
        case .anotherWay(.direct(let passive, _), let reason):
            return "\(reason); trying with the \(passive.rawValue) server as the one that listens"
        case .anotherWay(.relay, let reason):
            return "\(reason); relaying the bytes through this machine"
        case .waitingForOldSession(let size):
            let bytes = size.map { "\($0) bytes" } ?? "nothing yet"
            return "an old session still writes the remote file (\(bytes)); waiting"
        }
    }
}
