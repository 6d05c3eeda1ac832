/// What a transfer does besides moving octets; worth a line for the person who waits.
public enum TransferNotice: Sendable, Hashable {
    /// A new login follows after a pause.
    case retrying(number: Int, pause: Duration, because: TransferFault)
    /// What is on the disk, or on the server, is kept and the rest follows.
    case resuming(at: UInt64, of: UInt64?)
    /// What was there is thrown away, for a reason.
    case startingOver(because: StartOverReason)
    /// A new login follows at once, for a TLS session that data connections can resume.
    case renewing(because: Reply)
    /// Everything has moved; a fresh login asks the server whether it is right.
    case proving(because: TransferFault)
    /// The remote file became longer during the transfer; the version of the start was taken.
    case sourceGrew(from: UInt64, to: UInt64)
    /// A way to resume an upload does not work here, the next one is tried.
    case steppingDown(from: UploadMethod, reply: Reply?)
    /// The server took everything and does not show the file: its word is all there is.
    case takenUnseen
    /// A time or permissions could not be set: what, and why.
    case notPreserved(String)
    /// The remote file still changes: an old session may still be writing it (QUIRKS 52).
    case waitingForOldSession(size: UInt64?)
}

/// Why a transfer begins at octet 0 again.
public enum StartOverReason: Sendable, Hashable {
    /// SIZE or MDTM is not what it was.
    case remoteChanged(from: RemoteVersion, to: RemoteVersion)
    /// The octets before the resume point are not the ones on the disk.
    case overlapDiffers
    /// What is on the one side hashes to something else than what is on the other.
    case hashDiffers
    /// The server has neither SIZE nor MDTM: nothing proves that the rest would fit.
    case noIdentity
    /// The server refused REST or every way to append.
    case cannotResume(Reply?)
    /// More octets arrived than the file has.
    case tooLong(octets: UInt64, size: UInt64)
    /// The partial's journal is missing or not readable.
    case unknownPartial
    /// Line ends are converted: no octet here has its place in the remote file.
    case text
    /// The local file changed while, or since, it was uploaded.
    case localChanged
    /// The server said yes to an upload, and its file is as it was before.
    case notWritten
}

/// Why an attempt ended.
public enum TransferFault: Error, Sendable, Hashable {
    /// No session could be opened.
    case noSession(SessionFault)
    /// The control connection was lost.
    case control(ControlLoss)
    /// The data connection broke.
    case dataBroken
    /// No octet moved for the limit.
    case dataStalled(Overdue)
    /// The data connection ended without TLS's sign of the end, and nothing proves that it is.
    case dataTruncated
    /// The data connection's TLS could not begin.
    case dataNotSecured
    /// The server refused a data connection that did not resume the control connection's TLS.
    case dataNotResumed(Reply)
    /// No data connection could be opened.
    case dataUnreachable
    /// The completion reply did not come.
    case unconfirmed
    /// The server said no, or gave up.
    case reply(Reply)
    /// The server said yes, but the sizes differ.
    case sizeDiffers(expected: UInt64, found: UInt64?)
}

extension TransferFault {
    /// The server's own words, if it said any.
    public var refusal: Reply? {
        switch self {
        case .reply(let reply), .dataNotResumed(let reply), .control(.dismissed(let reply)):
            reply
        case .noSession(.busy(let reply)), .noSession(.loginRefused(let reply)),
            .noSession(.credentialMissing(let reply)), .noSession(.noProtection(let reply)),
            .noSession(.downgraded(let reply)), .noSession(.unexpected(let reply)),
            .noSession(.wayRefused(_, let reply)):
            reply
        case .noSession, .control, .dataBroken, .dataStalled, .dataTruncated, .dataNotSecured,
            .dataUnreachable, .unconfirmed, .sizeDiffers:
            nil
        }
    }
}

/// Why no session could be opened.
public enum SessionFault: Error, Sendable, Hashable {
    /// The resolver does not know the name; `temporary` when it could not ask.
    case hostUnknown(reason: String, temporary: Bool)
    /// No address answered.
    case unreachable(reason: String)
    /// The server is full for now.
    case busy(Reply)
    /// Name, password or account were refused.
    case loginRefused(Reply)
    /// The server asks for a password or an account that was not given.
    case credentialMissing(Reply)
    /// The way to the server, told by HOST or to an FTP proxy, was refused.
    case wayRefused(Command.Verb, Reply)
    /// A proxy wants a user and password, or others than it was given.
    case proxyLoginRefused(reason: String)
    /// The server's certificate, or our own, cannot be used.
    case untrusted(reason: String)
    /// The server does not protect what must be protected; its reply.
    case noProtection(Reply)
    /// The same, on a host that has shown TLS before: somebody in between may have taken it away.
    case downgraded(Reply)
    /// The connection was lost during the login.
    case lost(ControlLoss)
    /// An answer fits no step of the login.
    case unexpected(Reply)
    /// Name, password or account cannot be sent in a command.
    case unsendable(ProtocolError)
}

/// How an upload puts its octets behind those that are there.
public enum UploadMethod: String, Sendable, Hashable {
    /// REST and STOR.
    case restart = "REST+STOR"
    /// APPE.
    case append = "APPE"
    /// STOR from the first octet.
    case fresh = "STOR"
}

/// What a success rests on.
public enum Confirmation: String, Sendable, Hashable {
    /// The server's 2yz, with nothing to compare.
    case server
    /// SIZE equals the octets here.
    case size
    /// A hash of both sides.
    case hash
}
