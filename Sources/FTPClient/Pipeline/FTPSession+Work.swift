internal import FTPProtocol
internal import FTPTransport

extension FTPSession {
    /// Works through files until the source has no more: small ones close behind each other, the
    /// others each as ``download(_:to:options:meter:)`` and ``upload(_:to:options:meter:)`` do.
    ///
    /// With the RETR or STOR of one file leave SIZE, MDTM and EPSV for the next, and the data
    /// connection is opened by the same flight: two to four round trips for a file, as the server
    /// has it. In active mode PORT and RETR or STOR of up to four files leave together: two or
    /// three. A file with any trouble gets a transfer of its own, by whose rules it succeeds or
    /// fails. A server that takes no commands in that order is remembered. Files that arrived close
    /// behind each other are made durable together: at the end, or as often as the source wants.
    /// - Parameter source: asked and told on the session's thread.
    /// - Throws: ``FTPError`` with `cancelled`, or `localFile` when what arrived cannot be made
    ///   durable. What becomes of each file only the source is told.
    public func work(through source: some FileSource) async throws(FTPError) {
        try await perform { engine throws(FTPError) in try engine.work(through: source) }
    }
}

extension SessionEngine {
    /// Pipelines in a row that end broken without a single file, before files come one by one.
    private static let mostFailures = 2

    func work(through source: any FileSource) throws(FTPError) {
        let arrivals = ArrivedFiles(settledEvery: source.settlingInterval)
        var failures = 0
        while true {
            guard let order = usableOrder, failures < Self.mostFailures,
                let control = try pipelineControl()
            else {
                guard let job = source.next() else { break }
                try transferAlone(job, for: source, behind: arrivals)
                continue
            }
            var loop = PipelineLoop(
                order, on: control, of: self, source: source, arrivals: arrivals)
            let stop = loop.run()
            conclude(stop, of: order)
            failures = loop.wholes == 0 && stop == .broken ? failures + 1 : 0
            if loop.wasCancelled {
                disconnect()
                for job in loop.leftovers { source.didEnd(job, .failure(.cancelled)) }
                throw .cancelled
            }
            for job in loop.leftovers {
                try transferAlone(job, for: source, behind: arrivals)
            }
            if loop.isDry { break }
        }
        arrivals.settle()
        if let failure = arrivals.failure { throw failure }
    }

    /// The order that server, settings and experience allow; nil for one file after the other.
    private var usableOrder: PipelineOrder? {
        let known = memory.pipelineOrder
        let order = pipelineOrder == .early ? known : pipelineOrder
        guard order != .single, takesFlights,
            !configuration.dialect.compresses, !quirks.contains(.pret)
        else { return nil }
        return order
    }

    /// A session that is ready for the first flight; nil leaves finding out what is wrong to a
    /// transfer.
    private func pipelineControl() throws(FTPError) -> ControlConnection? {
        do throws(FTPError) { try ensureConnected() } catch {
            if error.code == .cancelled { throw error }
            return nil
        }
        guard let control, !quirks.contains(.pret), !dataChoices.isEmpty else { return nil }
        do throws(Interruption) {
            try use(.image)
            try passBarrier(on: control, until: Due(.reply, of: configuration.limits))
        } catch {
            if self.control != nil { drop(because: error) }
            if case .cancelled = error { throw .cancelled }
            return nil
        }
        return isConnected ? control : nil
    }

    private func conclude(_ stop: FilePipeline.Stop, of order: PipelineOrder) {
        switch stop {
        case .drained: break
        case .broken: disconnect()
        case .disliked:
            pipelineOrder = order.milder
            memory.pipelineOrderWas(order.milder)
            remark("the server does not take the commands of several files together")
            disconnect()
        }
    }

    private func transferAlone(
        _ job: FileJob, for source: any FileSource, behind arrivals: ArrivedFiles
    ) throws(FTPError) {
        // It may take its time.
        if source.settlingInterval != nil { arrivals.settle() }
        let result: Result<TransferSummary, FTPError>
        do throws(FTPError) { result = .success(try transfer(job)) } catch {
            result = .failure(error)
        }
        source.didEnd(job, result)
        if case .failure(let error) = result, error.code == .cancelled { throw error }
    }

    private func transfer(_ job: FileJob) throws(FTPError) -> TransferSummary {
        switch job.way {
        case .download(let path, let target, _):
            try download(path, to: target, options: job.options, meter: job.meter)
        case .upload(let source, let path, _):
            try upload(source, to: path, options: job.options, meter: job.meter)
        }
    }
}
