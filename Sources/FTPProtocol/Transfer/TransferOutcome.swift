/// How one transfer command ended.
package enum TransferOutcome: Error, Sendable, Hashable {
    /// The data ended and the server confirmed it (2yz).
    case completed(Reply)
    /// The server refused before any data: the command that met the refusal, and its reply.
    case refused(Command.Verb, Reply)
    /// The server gave the transfer up after it had begun (4yz, 5yz).
    case failed(Reply)
    /// No way to a data connection was found.
    case dataUnreachable
    /// The data connection broke or stalled.
    case dataLost(DataLoss)
    /// The server refused, and the data connection had not resumed the TLS session (QUIRKS 36-38).
    case dataNotResumed(Reply)
    /// The control connection was lost; `dataEnded` when the data still came to its end.
    case controlLost(ControlLoss, dataEnded: Bool)
    /// The data ended and the completion reply never came.
    case unconfirmed
    /// Stopped on request; `inStep` when the dialogue is clean and the session can go on.
    case aborted(inStep: Bool)
}

/// How a data connection was lost.
package enum DataLoss: Sendable, Hashable {
    case broken
    /// Nothing moved for as long as that may be.
    case stalled(Overdue)
    /// It ended without TLS's sign of the end: perhaps cut by somebody.
    case truncated
    /// Its TLS did not begin.
    case unsecured
}
