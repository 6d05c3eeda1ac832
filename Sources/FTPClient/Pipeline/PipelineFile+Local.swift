internal import FTPProtocol
internal import FTPTransport

// The local end of a small file: whole in memory, so that no part of it is ever in a folder for
// long.
extension PipelineFile {
    /// Takes a file in; nil when it needs a transfer of its own, which also finds the words for
    /// what is wrong with it.
    static func open(
        _ job: FileJob, for engine: SessionEngine
    ) -> (PipelineFile, FilePipeline.File)? {
        switch job.way {
        case .download(let path, let target, let known):
            // What an earlier run left is continued.
            guard (try? target.part.metadata()) == nil else { return nil }
            let file = PipelineFile(job: job, content: .expected(known ?? RemoteVersion()))
            return (file, FilePipeline.File(job.id, path, .receive(known: known)))
        case .upload(let source, let path, let mayReplace):
            let lock: TargetLock?
            do throws(FTPError) { lock = try engine.lock(path, for: job.options) } catch {
                return nil
            }
            guard let (octets, metadata) = try? read(source), let octets else { return nil }
            let entry = FilePipeline.File(
                job.id, path, .send(octets: UInt64(octets.count), mayReplace: mayReplace))
            return (PipelineFile(job: job, content: .local(octets, metadata), lock: lock), entry)
        }
    }

    private static func read(
        _ source: LocalPath
    ) throws(TransportError) -> ([UInt8]?, FileMetadata) {
        let file = try LocalFile(opening: source, for: .reading)
        let metadata = try file.metadata()
        guard metadata.kind == .file, metadata.octets <= FilePipeline.largest else {
            return (nil, metadata)
        }
        let octets = try file.read(metadata.octets, at: 0)
        return (octets.count == metadata.octets ? octets : nil, metadata)
    }

    /// Whether the finished file is there already.
    func isThere(as version: RemoteVersion) -> Bool {
        guard case .download(_, let target, _) = job.way,
            let existing = RemoteVersion(ofFinished: target.name)
        else { return false }
        return version.isVersion(of: existing)
    }

    func begin() {
        let octets = octets
        job.options.onEvent(.started(position: 0, total: octets))
        job.meter.update {
            $0.activity = .moving
            $0.total = octets
        }
    }

    /// Puts what arrived in place, or looks whether what was sent is still what is here; false
    /// leaves it to a transfer of its own.
    func complete(with received: ArraySlice<UInt8>) -> Bool {
        switch (job.way, content) {
        case (.download(_, let target, _), .expected(let version)):
            do throws(TransportError) {
                try publish(received, as: version, to: target)
                return true
            } catch { return false }
        case (.upload(let source, _, _), .local(_, let metadata)):
            return (try? source.metadata()) == metadata
        case (.download, .local), (.upload, .expected):
            return false
        }
    }

    /// Nothing is made durable here: the session does that for all of its files at once.
    private func publish(
        _ octets: ArraySlice<UInt8>, as version: RemoteVersion, to target: LocalTarget
    ) throws(TransportError) {
        // Another run that has the part is busy with the same file.
        let file = try LocalFile(opening: target.part, for: .creating)
        do throws(TransportError) {
            // Whoever opens the part from now on finds it held.
            _ = try? file.lockExclusively()
            try file.write(Array(octets))
            if let time = version.modified.flatMap({ FTPTime(timeValue: $0.utf8) }) {
                try file.setModified(FileTime(seconds: Int(time.seconds)))
            }
            try target.part.rename(to: target.name)
        } catch {
            // The first failure is the one to tell.
            try? target.part.remove()
            throw error
        }
    }

    func summary(_ confirmation: Confirmation, of engine: SessionEngine) -> TransferSummary {
        var summary = summary(of: engine)
        summary.moved = octets
        summary.confirmation = confirmation
        job.options.onEvent(.verified(confirmation))
        return summary
    }

    func summary(
        ofExisting version: RemoteVersion, of engine: SessionEngine
    ) -> TransferSummary {
        var summary = summary(of: engine)
        summary.confirmation = .size
        summary.resumedAt = octets
        summary.wasComplete = true
        return summary
    }

    private func summary(of engine: SessionEngine) -> TransferSummary {
        let octets = octets
        job.meter.update {
            $0.activity = .done
            $0.position = octets
            $0.total = octets
        }
        var summary = TransferSummary()
        summary.octets = octets
        summary.protection = engine.protection
        summary.elapsed = Instant.now - startedAt
        return summary
    }
}
