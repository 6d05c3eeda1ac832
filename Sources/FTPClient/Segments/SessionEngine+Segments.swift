internal import FTPProtocol
internal import FTPTransport

/// How the work of one session at a segmented file ended.
enum SegmentEnd {
    /// There is nothing left that is worth it.
    case done
    /// The server cannot begin in the middle, or has another file by now.
    case impossible
    /// Two sessions got different octets.
    case differs
}

extension SessionEngine {
    /// Looks at the remote file and opens the part for several sessions; nil leaves it to one.
    func openSegments(
        _ path: RemotePath, to target: LocalTarget, sessions: Int?, options: TransferOptions
    ) throws(FTPError) -> (file: SegmentedFile, sessions: Int)? {
        let found = try enquire(by: options.retry) { engine throws(EnquiryStop) in
            do throws(Interruption) { return try engine.look(at: path) } catch {
                throw EnquiryStop(error)
            }
        }
        guard let found, let size = found.size, size <= options.largest ?? .max,
            options.range == nil, !refusesRanges
        else { return nil }
        if let existing = RemoteVersion(ofFinished: target.name), found.isVersion(of: existing) {
            return nil
        }
        let count = sessions ?? SegmentPlan.sessions(for: size)
        do throws(TransportError) {
            guard count > 1 || SegmentedFile.isBegun(target, of: place(of: path)) else {
                return nil
            }
            let file = try SegmentedFile(
                target, of: place(of: path), found, sessions: count,
                checkpoints: options.checkpoints)
            return file.map { ($0, count) }
        } catch {
            // An ordinary download has the words for it.
            return nil
        }
    }

    /// What would have to be told to every session before each segment.
    private var refusesRanges: Bool { isCompressing || transfersText }

    /// Fetches segments until none is left, logging in again where a connection is lost.
    func fetchSegments(
        _ path: RemotePath, of file: SegmentedFile, as session: Int, options: TransferOptions,
        meter: TransferMeter
    ) throws(FTPError) -> SegmentEnd {
        defer { file.release(session) }
        var before = file.octets
        return try enquire(by: options.retry, hasMore: { file.octets > before }) {
            engine throws(EnquiryStop) in
            before = file.octets
            // Behind a loss the file may be another one.
            if engine.logins > 1 || session > 0 {
                let found: RemoteVersion?
                do throws(Interruption) { found = try engine.look(at: path) } catch {
                    throw EnquiryStop(error)
                }
                guard let found, found.isSame(as: file.version) else { return .impossible }
            }
            while let range = file.claim(by: session) {
                let end = try engine.fetch(
                    range, path, of: file, as: session, options: options, meter: meter)
                if let end { return end }
            }
            return .done
        }
    }

    /// Fetches one segment; nil when that went well.
    private func fetch(
        _ range: Range<UInt64>, _ path: RemotePath, of file: SegmentedFile, as session: Int,
        options: TransferOptions, meter: TransferMeter
    ) throws(EnquiryStop) -> SegmentEnd? {
        guard let control else { throw .fault(.control(.closed)) }
        let request = TransferExchange.Request(
            Command(.retr, path), .receive, offset: range.lowerBound,
            expectedOctets: file.version.size.map { $0 - range.lowerBound })
        do throws(Interruption) {
            try passBarrier(on: control, until: Due(.reply, of: configuration.limits))
        } catch {
            drop(because: error)
            throw EnquiryStop(error)
        }
        let result: Result<TransferOutcome, TransferStop>
        let isWhole: Bool
        do throws(TransportError) {
            let target = try OpenTarget(file.part, at: range.lowerBound)
            var receiver = try SegmentReceiver(
                file, range, into: target, session: session, limit: options.overlap)
            var loop = TransferLoop(request, on: control, of: self, meter: meter)
            loop.rate = options.rate
            do throws(TransferStop) { result = .success(try loop.run(&receiver)) } catch {
                result = .failure(error)
            }
            isWhole = receiver.isWhole
        } catch { throw .answered(FTPError(publishing: error)) }
        // A file that is shorter than its SIZE would be asked for for ever (QUIRKS 51).
        if case .success(.completed) = result, !isWhole { return .impossible }
        return try judge(result, ofOffset: range.lowerBound)
    }

    private func judge(
        _ result: Result<TransferOutcome, TransferStop>, ofOffset offset: UInt64
    ) throws(EnquiryStop) -> SegmentEnd? {
        switch result {
        case .success(.completed), .failure(.enough): return nil
        case .success(.refused(.rest, _)): return .impossible
        case .success(.refused(.retr, let reply)) where offset > 0 && reply.kind == .permanent:
            return .impossible
        case .success(let outcome): throw .fault(outcome.fault ?? .dataBroken)
        case .failure(.overlapDiffers), .failure(.answerChanged): return .differs
        case .failure(.cancelled): throw .cancelled
        case .failure(.local(let call, let errno)):
            throw .answered(FTPError(TransferFailure.local(call: call, errno: errno)))
        case .failure(.refused(let error)): throw .answered(FTPError(error))
        }
    }
}
