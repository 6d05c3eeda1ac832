internal import FTPProtocol
internal import FTPTransport

/// An upload from its first octet to its final name: straight to it, or under a temporary name
/// that is exchanged for it at last.
struct AtomicUpload: ~Copyable {
    private let engine: SessionEngine
    private let path: RemotePath
    private let temporary: RemotePath?
    private let options: TransferOptions
    private let meter: TransferMeter
    private let journal: UploadJournal?
    private let isStream: Bool

    init(
        _ engine: SessionEngine, _ source: borrowing UploadFile, to path: RemotePath,
        options: TransferOptions, meter: TransferMeter
    ) {
        self.engine = engine
        self.path = path
        self.options = options
        self.meter = meter
        isStream = !source.isFile
        temporary =
            options.usesTemporaryName
            ? path.temporaryName(for: source.path.map { "\($0.absolute)" } ?? "-") : nil
        // The place is the name that is written: one that another run wrote without a temporary
        // name is not the beginning of this upload.
        journal = UploadJournal(
            of: source, to: engine.place(of: temporary ?? path), in: options.stateFolder)
    }

    /// Runs to the end; the server keeps what arrived when it throws.
    func perform(_ source: consuming UploadFile) throws(FTPError) -> TransferSummary {
        let metadata = source.metadata
        if let publishing = journal?.publishing, let temporary {
            let octets = UInt64(metadata.octets)
            var again = PublicationRun(
                run(to: path), of: temporary, octets: octetsThere(of: octets),
                before: publishing.before, wasTried: true)
            if case .done = try again.perform() {
                let summary = summary(ofPublished: octets)
                options.onSuccess(summary)
                journal?.remove()
                return summary
            }
        }
        var upload = UploadRun(run(to: temporary ?? path), from: source, journal: journal)
        let summary = try upload.perform()
        if options.preserves, !isStream { preserve(metadata, of: temporary ?? path) }
        if let temporary { try publish(temporary, octets: summary.octets) }
        options.onSuccess(summary)
        journal?.remove()
        return summary
    }

    private func run(to path: RemotePath) -> TransferRun {
        TransferRun(engine, path: path, options: options, meter: meter, isStream: isStream)
    }

    /// How long the file is on the server; of text nobody knows.
    private func octetsThere(of octets: UInt64) -> UInt64? { options.isText ? nil : octets }

    private func summary(ofPublished octets: UInt64) -> TransferSummary {
        let confirmation = options.isText ? Confirmation.server : .size
        options.onEvent(.verified(confirmation))
        var summary = run(to: path).summary(octets: octets, confirmation)
        summary.resumedAt = octets
        summary.wasComplete = true
        return summary
    }

    private func publish(_ temporary: RemotePath, octets: UInt64) throws(FTPError) {
        meter.update { $0.activity = .verifying }
        // An old file that was not seen could pass for the new one when the rename's answer is lost.
        let before = try engine.enquire(by: options.retry) { engine throws(EnquiryStop) in
            do throws(Interruption) { return try engine.look(at: path) } catch {
                throw EnquiryStop(error)
            }
        }
        journal?.notePublishing(over: before)
        var publication = PublicationRun(
            run(to: path), of: temporary, octets: octetsThere(of: octets), before: before,
            wasTried: false)
        if case .sendAgain = try publication.perform() {
            journal?.remove()
            throw FTPError(lostUpload: temporary)
        }
        meter.update { $0.activity = .done }
    }

    /// Sets the time and the permissions that the local file has. That a server does not know
    /// how is said, and no failure of the upload.
    private func preserve(_ metadata: FileMetadata, of path: RemotePath) {
        let time = FTPTime(seconds: Int64(metadata.modified.seconds))
        let mode = UInt16(metadata.permissions & 0o777)
        trying("time") { engine throws(FTPError) in
            try engine.setModificationTime(time, of: path)
        }
        trying("permissions") { engine throws(FTPError) in
            try engine.setPermissions(mode, of: path)
        }
    }

    private func trying(_ what: String, _ body: (SessionEngine) throws(FTPError) -> Void) {
        do throws(FTPError) {
            try engine.ensureConnected()
            try body(engine)
        } catch {
            options.onEvent(.notice(.notPreserved("the \(what) of the file: \(error)")))
        }
    }
}
