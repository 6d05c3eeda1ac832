internal import FTPClient
internal import FTPProtocol

/// One file of a command that transfers several.
struct FileTransfer: Sendable {
    enum Way: Sendable {
        /// To a local file.
        case download(String)
        /// From a local file.
        case upload(String)
    }

    /// What it is called in what is told.
    let name: String
    let url: FTPURL
    /// A failure is that of the transfer.
    let way: Result<Way, CommandFailure>
    /// What the command's options change, and what has to be there first.
    var prepare: @Sendable (inout TransferOptions) throws(CommandFailure) -> Void = { _ in }

    /// What two transfers must not write at a time.
    var target: String {
        switch way {
        case .success(.download(let file)): file
        case .success(.upload), .failure: "\(url.withoutPassword)"
        }
    }

    /// Runs it on a session of its own.
    func perform(
        _ run: TransferBatch.Run
    ) async throws(CommandFailure) -> TransferSummary {
        var options = run.options
        let way = try way.get()
        try prepare(&options)
        return switch way {
        case .download(let file):
            try await run.download(url.path, to: .file(file), options: options)
        case .upload(let file):
            try await run.upload(.file(file), to: url.path, options: options)
        }
    }

    /// The same for a session that works through many.
    func job(
        _ id: Int, _ options: TransferOptions, _ meter: TransferMeter
    ) throws(CommandFailure) -> FileJob {
        var options = options
        let way = try way.get()
        try prepare(&options)
        return switch way {
        case .download(let file):
            .download(id, url.path, to: file, options: options, meter: meter)
        case .upload(let file): .upload(id, file, to: url.path, options: options, meter: meter)
        }
    }
}
