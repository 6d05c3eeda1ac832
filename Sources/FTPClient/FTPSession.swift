public import FTPProtocol
internal import FTPTransport

/// A session with one FTP server: a control connection that is opened anew when it is lost.
///
/// The session runs on a thread of its own: a transfer blocks that thread and nothing else, so
/// any number of sessions can work beside each other. Calls wait for their turn.
///
///     let session = try FTPSession(SessionConfiguration(host: "ftp.example.org"))
///     let summary = try await session.download(try RemotePath("pub/file"), to: "file")
///     await session.close()
///
/// Cancelling the task that waits for a call stops the call: a transfer keeps what is safe.
public actor FTPSession {
    private let thread: SessionThread
    private let cancel: CancelSignal
    private let engine: SessionEngine

    /// The actor's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        thread.asUnownedSerialExecutor()
    }

    /// Prepares a session; it connects when something is asked of it.
    /// - Parameters:
    ///   - configuration: where to connect, as whom, and how patiently.
    ///   - onDialogue: told every line of the dialogue, secrets masked, on the session's thread.
    ///   - onNotice: told what a person should know, on the session's thread.
    ///   - onQuestion: asked for a password that the credentials lack, on the session's thread;
    ///     nil fails the login.
    /// - Throws: ``FTPError`` with ``FTPError/Code/localFile`` when the process has no thread or
    ///   descriptor left.
    public init(
        _ configuration: SessionConfiguration,
        onDialogue: @escaping @Sendable (DialogueLine) -> Void = { _ in },
        onNotice: @escaping @Sendable (SessionNotice) -> Void = { _ in },
        onQuestion: @escaping @Sendable (PasswordQuestion) -> Secret? = { _ in nil }
    ) throws(FTPError) {
        SignalPolicy.ignoreBrokenPipe()
        do throws(TransportError) {
            thread = try SessionThread(name: "godwit-session")
            cancel = try CancelSignal()
        } catch { throw FTPError(preparing: error) }
        engine = SessionEngine(
            configuration, cancel: cancel, log: onDialogue, notify: onNotice, ask: onQuestion)
    }

    deinit { thread.stop() }

    /// What the server offers (RFC 2389), as it said after the login; empty before.
    public var features: FeatureSet { engine.features }

    /// How the session is protected by TLS; nil in clear and before the first login.
    public var protection: SessionProtection? { engine.protection }

    /// Whether a control connection is open, as far as anybody knows.
    public var isConnected: Bool { engine.isConnected }

    /// Connects and logs in, once; transfers do so by themselves.
    /// - Throws: ``FTPError``: `hostUnknown`, `gaveUp`, `loginRefused` or `cancelled`.
    public func connect() async throws(FTPError) {
        try await perform { engine throws(FTPError) in try engine.ensureConnected() }
    }

    /// Says QUIT and closes the control connection. Not being connected is not an error.
    public func close() { engine.quit() }

    /// Runs a body on the session's thread; cancelling the task fires the signal that every wait
    /// of the engine watches.
    func perform<Value: Sendable>(
        _ body: (SessionEngine) throws(FTPError) -> Value
    ) async throws(FTPError) -> Value {
        try await cancel.whileFiredByTask { () throws(FTPError) in
            thread.whileIdle(engine)
            engine.catchUp()
            return try body(engine)
        }
    }
}

extension CancelSignal {
    /// Runs a body whose every wait watches the signal; cancelling the task fires it.
    func whileFiredByTask<Value: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ body: () throws(FTPError) -> Value
    ) async throws(FTPError) -> Value {
        clear()
        // withTaskCancellationHandler rethrows untyped errors: a Result carries ours through.
        let result: Result<Value, FTPError> = await withTaskCancellationHandler {
            // Only what a closure holds of its function's actor keeps it there.
            _ = isolation
            if Task.isCancelled { return .failure(.cancelled) }
            do throws(FTPError) { return .success(try body()) } catch { return .failure(error) }
        } onCancel: {
            fire()
        }
        return try result.get()
    }
}
