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
    func receiver(at safe: UInt64, overlap: UInt64) throws(TransportError) -> FileReceiver
    /// Notes that so many octets are in place.
    func keep(_ safe: UInt64) throws(TransportError)
    /// Puts the finished file in place.
    func publish(_ version: RemoteVersion, octets: UInt64) throws(TransportError)
    /// Leaves what is safe for a later run, and nothing else.
    func abandon()
}

/// Standard output, or another descriptor of the caller's: what was written cannot be taken back.
final class StreamDestination: DownloadDestination {
    private let descriptor: Int32
    private var written: UInt64 = 0

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    var partial: Download.Partial? { nil }
    var existing: RemoteVersion? { nil }
    var canStartOver: Bool { false }
    var canCompare: Bool { false }

    func startOver(_ version: RemoteVersion) throws(TransportError) {
        if written > 0 { throw .localFile(call: "starting the output over", errno: 29) }
    }

    func receiver(at safe: UInt64, overlap: UInt64) throws(TransportError) -> FileReceiver {
        try FileReceiver(target: descriptor, safe: safe, overlap: overlap)
    }

    func keep(_ safe: UInt64) { written = safe }
    func publish(_ version: RemoteVersion, octets: UInt64) {}
    func abandon() {}
}
