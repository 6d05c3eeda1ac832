public import FTPProtocol
internal import FTPTransport

/// Sessions with two servers that copy files from the one to the other (RFC 959 §5.2).
///
/// The octets travel between the servers; both control connections are kept alive meanwhile. Both
/// sessions share one thread, whose one `poll(2)` hears both.
///
///     let pair = try FTPSessionPair(from: old, to: new)
///     let summary = try await pair.copy(try RemotePath("pub/file"), to: try RemotePath("file"))
///     await pair.close()
public actor FTPSessionPair {
    private let thread: SessionThread
    private let cancel: CancelSignal
    private let engines: CopyPair<SessionEngine>
    private let makeWatcher: @Sendable () throws(FTPError) -> FTPSession
    /// The ways that an earlier copy has left.
    private var ways: [CopyWay]?

    /// The actor's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Prepares both sessions; they connect when something is to be copied.
    /// - Parameters:
    ///   - source: the server that has the files.
    ///   - target: the server that gets them. Limits and keepalive of a transfer are the source's.
    ///   - onDialogue: told every line of both dialogues, secrets masked, on the pair's thread.
    ///   - onNotice: told what a person should know, on the pair's thread.
    ///   - onQuestion: asked for a password that the credentials lack; nil fails the login.
    /// - Throws: ``FTPError`` with ``FTPError/Code/localFile`` when the process has no thread or
    ///   descriptor left.
    public init(
        from source: SessionConfiguration, to target: SessionConfiguration,
        onDialogue: @escaping @Sendable (CopySide, DialogueLine) -> Void = { _, _ in },
        onNotice: @escaping @Sendable (SessionNotice) -> Void = { _ in },
        onQuestion: @escaping @Sendable (PasswordQuestion) -> Secret? = { _ in nil }
    ) throws(FTPError) {
        SignalPolicy.ignoreBrokenPipe()
        let signal: CancelSignal
        do throws(TransportError) {
            thread = try SessionThread(name: "godwit-copy")
            signal = try CancelSignal()
        } catch { throw FTPError(preparing: error) }
        cancel = signal
        func engine(_ configuration: SessionConfiguration, _ side: CopySide) -> SessionEngine {
            // A compressed stream has no octet at which both servers could go on.
            var configuration = configuration
            configuration.dialect.compresses = false
            return SessionEngine(
                configuration, cancel: signal, log: { onDialogue(side, $0) }, notify: onNotice,
                ask: onQuestion)
        }
        engines = CopyPair(source: engine(source, .source), target: engine(target, .target))
        makeWatcher = { () throws(FTPError) in
            var configuration = target
            configuration.retry.retries = 0
            return try FTPSession(configuration, onQuestion: onQuestion)
        }
    }

    deinit { thread.stop() }

    /// Copies a file with PASV and PORT (EPSV and EPRT over IPv6 or where the older ones are not
    /// known; CPSV or SSCN under TLS), RETR and STOR; after a loss REST on both servers, else REST
    /// and APPE, else from the first octet, once the target's SIZE has stood still for two looks.
    ///
    /// Where the servers refuse the one way round, the other one is tried, and then, by
    /// ``TransferOptions/relays``, the relay through this process.
    /// - Parameters:
    ///   - source: the file.
    ///   - target: the file on the other server, overwritten.
    ///   - meter: readable from any thread; a copy between servers shows what SIZE tells of it.
    /// - Throws: ``FTPError``; `notPermitted` where the servers do not speak with each other. A
    ///   control connection that dies while data flows is *not* an error.
    public nonisolated func copy(
        _ source: RemotePath, to target: RemotePath, options: TransferOptions = .init(),
        meter: TransferMeter = .init()
    ) async throws(FTPError) -> TransferSummary {
        let watch = CopyWatch(meter)
        let watching = Task { await watch.run(on: makeWatcher, at: target) }
        defer { watching.cancel() }
        return try await copy(
            CopyPair(source: source, target: target), options: options, meter: meter, watch: watch)
    }

    private func copy(
        _ paths: CopyPair<RemotePath>, options: TransferOptions, meter: TransferMeter,
        watch: CopyWatch
    ) async throws(FTPError) -> TransferSummary {
        try await cancel.whileFiredByTask { () throws(FTPError) in
            for side in CopySide.allCases { engines[side].catchUp() }
            let record = options.stateFolder.map {
                TransferRecord(
                    "copy", engines.source.place(of: paths.source),
                    local: engines.target.place(of: paths.target), in: $0)
            }
            var options = options
            options.onEvent = { [onEvent = options.onEvent] in
                record?.note($0)
                onEvent($0)
            }
            for side in CopySide.allCases {
                engines[side].onLoss = { [onEvent = options.onEvent] in onEvent(.lost($0)) }
            }
            defer { for side in CopySide.allCases { engines[side].onLoss = { _ in } } }
            var run = CopyRun(
                engines, cancel: cancel, paths: paths, options: options, ways: ways,
                meter: meter, watch: watch)
            do throws(FTPError) {
                let summary = try run.perform()
                ways = run.ways
                record?.finish(.success(summary))
                return summary
            } catch {
                record?.finish(.failure(error))
                throw error
            }
        }
    }

    /// Says QUIT on both control connections. Not being connected is not an error.
    public func close() { for side in CopySide.allCases { engines[side].quit() } }
}
