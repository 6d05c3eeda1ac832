public import FTPProtocol

/// What happens in a transfer, told on the session's thread as it happens.
public enum TransferEvent: Sendable, Hashable {
    /// The remote file was seen: octets that are in place already, and those of the whole file.
    case started(position: UInt64, total: UInt64?)
    /// Something besides moving octets.
    case notice(TransferNotice)
    /// A connection was lost; what is done about it follows as a notice, or the transfer fails.
    case lost(LossReport)
    /// Both sides agree.
    case verified(Confirmation)
}

/// How a transfer that succeeded went.
public struct TransferSummary: Sendable, Hashable {
    /// Octets of the file.
    public var octets: UInt64 = 0
    /// Octets that crossed data connections, overlaps included.
    public var moved: UInt64 = 0
    /// Logins of the session while the transfer ran.
    public var logins = 0
    /// Keepalive commands sent.
    public var keepalives = 0
    /// What the success rests on.
    public var confirmation = Confirmation.server
    /// Where the first octet of this run belongs; 0 unless an earlier run left something.
    public var resumedAt: UInt64 = 0
    /// Whether nothing had to be moved because the file was there.
    public var wasComplete = false
    /// How the octets of a copy between servers travelled; nil for a download or an upload.
    public var way: CopyWay?
    /// How the session was protected; nil in clear.
    public var protection: SessionProtection?
    /// From the call to the end.
    public var elapsed = Duration.zero
}

/// How a transfer shall behave.
public struct TransferOptions: Sendable {
    /// How often and how long to try.
    public var retry = RetryPolicy()
    /// What to do when the remote file is not the one that was begun.
    public var onChange = OnChange.restart
    /// Octets before the resume point that are fetched again and compared; 0 compares none.
    public var overlap: UInt64 = 64 << 10
    /// The part of the file that a download takes, and that the local file then holds; nil for all
    /// of it. It needs REST and, unless ``verify`` is `none`, SIZE.
    public var range: OctetRange?
    /// The most octets that a download takes: a file that is known to be longer is refused before
    /// its first octet, another one behind so many of them. Nil takes any number.
    public var largest: UInt64?
    /// What has to agree before the transfer counts.
    public var verify = VerifyPolicy.auto
    /// Whether a download whose hash is wrong is kept as `NAME.part.bad`.
    public var keepsBad = false
    /// Whether an upload grows under a temporary name until it is whole.
    public var usesTemporaryName = false
    /// Whether an upload goes behind what the remote file holds; then it has no temporary name.
    public var appends = false
    /// Whether permissions go with the octets, and with an upload the time of modification; a
    /// download always has that.
    public var preserves = false
    /// How much of a download a power loss may cost.
    public var checkpoints = CheckpointInterval()
    /// Whether this process may carry what two servers do not copy between each other.
    public var relays = false
    /// Whether the file is text (TYPE A): line ends are converted both ways, nothing is resumed,
    /// and neither size nor hash is compared.
    public var isText = false
    /// Where uploads keep their journals, and transfers with troubles their records; nil keeps
    /// none, and only a running upload can resume.
    public var stateFolder: String?
    /// The octets per second that this transfer shares with all others of the same budget; nil
    /// does not limit.
    public var rate: RateBudget?
    /// What the caller knows of the whole file: a download that hashes to something else never
    /// gets its name, and a file that does is not uploaded. A stream cannot be compared.
    public var expected: FileHash?
    /// Told of a success, on the session's thread, before the last trace is gone by which a later
    /// call would find the transfer done: whoever notes it here never does it twice. For what a
    /// ``FileSource`` hands out see ``FileSource/settlingInterval``.
    public var onSuccess: @Sendable (TransferSummary) -> Void = { _ in }
    /// Told what happens, on the session's thread; must not block for long.
    public var onEvent: @Sendable (TransferEvent) -> Void = { _ in }

    /// The default behaviour.
    public init() {}
}
