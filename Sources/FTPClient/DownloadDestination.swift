internal import FTPProtocol
internal import FTPTransport

/// Where a download puts its octets.
protocol DownloadDestination: AnyObject {
    /// What an earlier run left.
    var partial: Download.Partial? { get }
    /// The finished file that is there already.
    var existing: RemoteVersion? { get }
    /// Whether octets that were taken can be thrown away.
    var canStartOver: Bool { get }
    /// Whether octets that were taken can be read again.
    var canCompare: Bool { get }

    /// Throws everything away and notes what comes.
    func startOver(_ version: RemoteVersion) throws(TransportError)
    /// Something that takes octets from `safe` on.
    /// - Parameter hash: what to hash while they pass; nil leaves them to the kernel.
    func receiver(
        at safe: UInt64, overlap: UInt64, hash: HashAlgorithm?, cancel: CancelSignal
    ) throws(TransportError) -> FileReceiver
    /// Something that compares the first octets.
    func sampler(of octets: UInt64) -> SampleReceiver
    /// The hash of a part of what was taken; nil where that cannot be read again.
    func hash(
        _ range: Range<UInt64>, by algorithm: HashAlgorithm, cancel: CancelSignal
    ) throws(TransportError) -> FileHash?
    /// The hash of the finished file that is there already.
    func existingHash(
        by algorithm: HashAlgorithm, cancel: CancelSignal
    ) throws(TransportError) -> FileHash?
    /// Notes that so many octets are in place.
    func keep(_ safe: UInt64) throws(TransportError)
    /// Puts the finished file in place.
    /// - Parameter permissions: the bits it shall have; nil leaves them to the umask.
    func publish(
        _ version: RemoteVersion, octets: UInt64, permissions: UInt16?
    ) throws(TransportError)
    /// Leaves what is safe for a later run, and nothing else.
    func abandon()
    /// Takes what was proved wrong out of the way of later runs.
    func condemn(keeping: Bool)
}

/// Standard output, or another descriptor of the caller's: what was written cannot be taken back.
final class StreamDestination: DownloadDestination {
    private let descriptor: Int32
    private var written: UInt64 = 0
    private var running: RunningHash?

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    var partial: Download.Partial? { nil }
    var existing: RemoteVersion? { nil }
    var canStartOver: Bool { false }
    var canCompare: Bool { false }

    func startOver(_ version: RemoteVersion) throws(TransportError) {
        if written > 0 { throw .localFile(call: "starting the output over", errno: 29) }
    }

    func receiver(
        at safe: UInt64, overlap: UInt64, hash: HashAlgorithm?, cancel: CancelSignal
    ) throws(TransportError) -> FileReceiver {
        if safe == 0 { running = hash.map { RunningHash($0) } }
        // What has passed unseen is gone.
        let watch = running?.octets == safe ? running?.watch : nil
        return try FileReceiver(
            target: descriptor, safe: safe, overlap: overlap, local: LocalEnd(watch: watch))
    }

    func sampler(of octets: UInt64) -> SampleReceiver {
        SampleReceiver(octets: octets) { _, _ in [] }
    }

    func hash(
        _ range: Range<UInt64>, by algorithm: HashAlgorithm, cancel: CancelSignal
    ) -> FileHash? {
        guard range == 0..<written, running?.octets == written, running?.algorithm == algorithm
        else { return nil }
        return running?.hash
    }

    func existingHash(by algorithm: HashAlgorithm, cancel: CancelSignal) -> FileHash? { nil }
    func keep(_ safe: UInt64) { written = safe }
    func publish(_ version: RemoteVersion, octets: UInt64, permissions: UInt16?) {}
    func abandon() {}
    func condemn(keeping: Bool) {}
}
