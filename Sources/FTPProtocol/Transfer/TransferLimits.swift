/// How long each wait of a session may last; every one has its own message.
public struct TransferLimits: Sendable, Hashable {
    /// Resolving the name and connecting, over all addresses.
    public var connect = Duration.seconds(20)
    /// The reply to an ordinary command, and the greeting (QUIRKS 70).
    public var reply = Duration.seconds(60)
    /// Connecting the data port that EPSV or PASV named.
    public var dataOpen = Duration.seconds(15)
    /// Data is due and no octet moves.
    public var noProgress = Duration.seconds(60)
    /// The data has ended and the completion reply is awaited: the fixed part. The server may
    /// still be flushing (QUIRKS 18), so a second is added for every 16 MiB sent to it.
    public var finalReply = Duration.seconds(60)
    /// An ABOR's answers, or what explains a broken data connection.
    public var aftermath = Duration.seconds(3)

    /// The default limits.
    public init() {}

    /// The default limits with one bound for every wait of a person: the value of `--timeout`.
    public init(each limit: Duration) {
        connect = limit
        reply = limit
        dataOpen = min(limit, dataOpen)
        noProgress = limit
        finalReply = limit
        aftermath = min(limit, aftermath)
    }

    /// What a hash of so many octets may take the server beyond ``reply``.
    package func hashing(_ octets: UInt64) -> Duration { .seconds(octets / (16 << 20)) }

    func finalReply(afterSending octets: UInt64) -> Duration {
        finalReply + .seconds(octets / (16 << 20))
    }
}
