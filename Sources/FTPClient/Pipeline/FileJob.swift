public import FTPProtocol
internal import FTPTransport

/// One file of many that a session works through.
public struct FileJob: Sendable {
    enum Way: Sendable {
        /// - Parameter known: what a listing told, to the second; nil lets the server be asked.
        case download(RemotePath, to: LocalTarget, known: RemoteVersion?)
        /// - Parameter mayReplace: whether a file with as many octets may be there.
        case upload(LocalPath, to: RemotePath, mayReplace: Bool)
    }

    /// The caller's own number for it.
    public let id: Int
    let way: Way
    /// How the transfer shall behave.
    public var options: TransferOptions
    /// Readable from any thread while the transfer runs.
    public let meter: TransferMeter

    init(_ id: Int, _ way: Way, options: TransferOptions, meter: TransferMeter) {
        self.id = id
        self.way = way
        self.options = options
        self.meter = meter
    }

    /// A download to a file.
    public static func download(
        _ id: Int, _ path: RemotePath, to file: String, options: TransferOptions = .init(),
        meter: TransferMeter = .init()
    ) -> FileJob {
        let target = LocalTarget(LocalPath(OctetText.octets(of: file)))
        return FileJob(
            id, .download(path, to: target, known: nil), options: options, meter: meter)
    }

    /// An upload of a file.
    public static func upload(
        _ id: Int, _ file: String, to path: RemotePath, options: TransferOptions = .init(),
        meter: TransferMeter = .init()
    ) -> FileJob {
        FileJob(
            id, .upload(LocalPath(OctetText.octets(of: file)), to: path, mayReplace: true),
            options: options, meter: meter)
    }

    /// Whether the file may travel close behind others; one of these wishes gives it a transfer of
    /// its own.
    var mayFollowClosely: Bool {
        guard !options.isText, options.verify != .hash, options.expected == nil,
            options.rate == nil, !options.preserves, options.range == nil, options.largest == nil
        else { return false }
        switch way {
        case .download(_, _, let known): return known?.size ?? 0 <= FilePipeline.largest
        case .upload: return !options.usesTemporaryName && !options.appends
        }
    }
}

/// Where a session takes its next file from. Asked and told on the session's thread, which must
/// not be kept waiting.
public protocol FileSource: Sendable {
    /// The next file; nil when there is none now.
    func next() -> FileJob?
    /// A file came to its end; the others go on.
    func didEnd(_ job: FileJob, _ result: Result<TransferSummary, FTPError>)
    /// How often downloads that were close behind each other are made durable; only behind that
    /// ``TransferOptions/onSuccess`` is told of them. Nil makes them durable at the end of the work,
    /// and tells at once.
    var settlingInterval: Duration? { get }
}

extension FileSource {
    /// At the end.
    public var settlingInterval: Duration? { nil }
}
