public import FTPProtocol
internal import FTPTransport

extension FTPSession {
    /// Where a download goes.
    public enum DownloadTarget: Sendable, Hashable {
        /// A file; it appears under its name when it is whole, until then `NAME.part` grows.
        case file(String)
        /// A descriptor that stays the caller's, such as standard output.
        case descriptor(Int32)
    }

    /// Where an upload comes from.
    public enum UploadSource: Sendable, Hashable {
        /// A file.
        case file(String)
        /// A descriptor that stays the caller's, such as standard input. It is read once: a
        /// broken upload cannot be resumed.
        case descriptor(Int32)
    }

    /// Downloads a file with SIZE, MDTM, EPSV or PASV, REST where something is there already,
    /// and RETR; logs in again and goes on when a connection is lost.
    ///
    /// A finished file of the same size and time is not fetched again. A partial of the same
    /// version is continued; one of another version starts over, or fails, by
    /// ``TransferOptions/onChange``.
    /// - Parameters:
    ///   - path: the remote file.
    ///   - target: where it goes.
    ///   - meter: readable from any thread while the transfer runs.
    /// - Throws: ``FTPError``. A control connection that dies while data flows is *not* an error,
    ///   nor is a server without SIZE, MDTM or REST.
    public func download(
        _ path: RemotePath, to target: DownloadTarget, options: TransferOptions = .init(),
        meter: TransferMeter = .init()
    ) async throws(FTPError) -> TransferSummary {
        switch target {
        case .file(let name):
            let target = LocalTarget(LocalPath(OctetText.octets(of: name)))
            return try await download(path, to: target, options: options, meter: meter)
        case .descriptor(let descriptor):
            return try await transfer("get", path, "-", options) {
                engine, options throws(FTPError) in
                let run = TransferRun(engine, path: path, options: options, meter: meter)
                var download = DownloadRun(run, to: StreamDestination(descriptor))
                return try download.perform()
            }
        }
    }

    /// The same for a file that may belong to an open folder.
    func download(
        _ path: RemotePath, to target: LocalTarget, options: TransferOptions,
        meter: TransferMeter
    ) async throws(FTPError) -> TransferSummary {
        try await perform { engine throws(FTPError) in
            try engine.download(path, to: target, options: options, meter: meter)
        }
    }

    /// Uploads a file with SIZE, EPSV or PASV and STOR; after a loss REST and STOR, else APPE,
    /// else STOR from the first octet, once the remote SIZE has stood still for two looks.
    ///
    /// With ``TransferOptions/usesTemporaryName`` it grows beside its final name and gets that by
    /// RNFR and RNTO when it is whole and verified; it is resumed there, by later runs as well.
    /// With ``TransferOptions/appends`` it goes behind what is there by APPE, and after a loss, or in
    /// a later run, on behind what SIZE shows of it.
    /// - Parameters:
    ///   - source: what is sent.
    ///   - path: the remote file, overwritten unless it is appended to.
    ///   - meter: readable from any thread while the transfer runs.
    /// - Throws: ``FTPError``. A server without SIZE is *not* an error: its 2yz then counts.
    public func upload(
        _ source: UploadSource, to path: RemotePath, options: TransferOptions = .init(),
        meter: TransferMeter = .init()
    ) async throws(FTPError) -> TransferSummary {
        let local = if case .file(let name) = source { name } else { "-" }
        return try await transfer("put", path, local, options) {
            engine, options throws(FTPError) in
            let lock = try engine.lock(path, for: options)
            defer { withExtendedLifetime(lock) {} }
            return try engine.send(try UploadFile(source), to: path, options, meter)
        }
    }

    /// The same for a file that may belong to an open folder.
    func upload(
        _ source: LocalPath, to path: RemotePath, options: TransferOptions, meter: TransferMeter
    ) async throws(FTPError) -> TransferSummary {
        try await perform { engine throws(FTPError) in
            try engine.upload(source, to: path, options: options, meter: meter)
        }
    }

    /// Runs a transfer that tells its losses and leaves its record.
    private func transfer(
        _ direction: String, _ path: RemotePath, _ local: String, _ options: TransferOptions,
        _ body: (SessionEngine, TransferOptions) throws(FTPError) -> TransferSummary
    ) async throws(FTPError) -> TransferSummary {
        try await perform { engine throws(FTPError) in
            try engine.recorded(direction, path, local, options, body)
        }
    }
}

extension SessionEngine {
    func download(
        _ path: RemotePath, to target: LocalTarget, options: TransferOptions,
        meter: TransferMeter
    ) throws(FTPError) -> TransferSummary {
        try recorded("get", path, "\(target.name)", options) { engine, options throws(FTPError) in
            let run = TransferRun(engine, path: path, options: options, meter: meter)
            let place = engine.place(of: path)
            let destination =
                if let range = options.range {
                    try PartialFile(
                        LocalTarget(target.name, part: range), of: "\(place)#\(range)",
                        checkpoints: options.checkpoints)
                } else {
                    try PartialFile(target, of: place, checkpoints: options.checkpoints)
                }
            var download = DownloadRun(run, to: destination)
            let summary = try download.perform()
            options.onSuccess(summary)
            return summary
        }
    }

    func upload(
        _ source: LocalPath, to path: RemotePath, options: TransferOptions, meter: TransferMeter
    ) throws(FTPError) -> TransferSummary {
        try recorded("put", path, "\(source)", options) { engine, options throws(FTPError) in
            let lock = try engine.lock(path, for: options)
            defer { withExtendedLifetime(lock) {} }
            return try engine.send(try UploadFile(source), to: path, options, meter)
        }
    }

    /// The right to write a remote file; nil where nothing can be locked.
    func lock(
        _ path: RemotePath, for options: TransferOptions
    ) throws(FTPError) -> TargetLock? {
        try TargetLock(place(of: path), in: options.stateFolder)
    }

    /// In place of what is there, or behind it.
    fileprivate func send(
        _ file: consuming UploadFile, to path: RemotePath, _ options: TransferOptions,
        _ meter: TransferMeter
    ) throws(FTPError) -> TransferSummary {
        try file.compare(with: options.expected, cancel: cancel)
        guard options.appends else {
            let upload = AtomicUpload(self, file, to: path, options: options, meter: meter)
            return try upload.perform(file)
        }
        let run = TransferRun(
            self, path: path, options: options, meter: meter, isStream: !file.isFile)
        var append = AppendRun(run, from: file)
        return try append.perform()
    }

    /// Runs a transfer that tells its losses and leaves its record.
    func recorded(
        _ direction: String, _ path: RemotePath, _ local: String, _ options: TransferOptions,
        _ body: (SessionEngine, TransferOptions) throws(FTPError) -> TransferSummary
    ) throws(FTPError) -> TransferSummary {
        let record = options.stateFolder.map {
            TransferRecord(direction, place(of: path), local: local, in: $0)
        }
        var options = options
        // Neither SIZE nor a hash speaks of octets whose line ends are converted.
        if options.isText { options.verify = .none }
        options.onEvent = { [onEvent = options.onEvent] in
            record?.note($0)
            onEvent($0)
        }
        transfersText = options.isText
        defer { transfersText = false }
        onLoss = { [onEvent = options.onEvent] in onEvent(.lost($0)) }
        defer { onLoss = { _ in } }
        do throws(FTPError) {
            let summary = try body(self, options)
            record?.finish(.success(summary))
            return summary
        } catch {
            record?.finish(.failure(error))
            throw error
        }
    }
}
