internal import FTPProtocol
internal import FTPTransport

/// Performs what ``SegmentSession`` decides.
struct SegmentRun: ~Copyable {
    private let run: TransferRun
    private let file: SegmentedFile
    private let number: Int
    private var machine: SegmentSession

    /// - Parameter number: of the session, from 0.
    init(_ run: TransferRun, of file: SegmentedFile, as number: Int) {
        self.run = run
        self.file = file
        self.number = number
        machine = SegmentSession(
            number == 0 ? .first : .helper, of: file.version, by: run.options.retry,
            seed: .random(in: 0 ... .max), at: .now)
    }

    /// Fetches segments until none is left, logging in again where a connection is lost.
    mutating func perform() throws(FTPError) -> SegmentEnd {
        while let action = machine.nextAction() {
            switch action {
            case .connect(let pause): connect(after: pause)
            case .look: look()
            case .claim: machine.didClaim(file.claim(by: number))
            case .fetch(let segment): try fetch(segment)
            case .say(let notice): run.engine.remark("\(notice)")
            case .end(let end): return end
            case .fail(let failure): throw FTPError(failure)
            }
        }
        throw .cancelled
    }

    private mutating func connect(after pause: Duration) {
        do throws(Interruption) { try run.pause(pause) } catch { return machine.wasCancelled() }
        do throws(ConnectFailure) {
            try run.engine.connect()
            machine.didConnect()
        } catch {
            switch error {
            case .fault(let fault):
                machine.didNotConnect(fault, isNeeded: file.needsHelp, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    private mutating func look() {
        do throws(Interruption) {
            let found = try run.engine.look(at: run.path)
            machine.didLook(found, isNeeded: file.needsHelp, at: .now)
        } catch {
            switch error {
            case .lost(let loss):
                machine.didNotLook(loss, isNeeded: file.needsHelp, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    private mutating func fetch(_ segment: SegmentPlan.Segment) throws(FTPError) {
        let before = file.octets
        let request = TransferExchange.Request(
            Command(.retr, run.path), .receive, offset: segment.offset,
            expectedOctets: file.version.size.map { $0 - segment.offset })
        let result: Result<TransferOutcome, TransferStop>
        let intake: SegmentIntake
        do throws(TransportError) {
            let target = try OpenTarget(file.part, at: segment.range.lowerBound)
            var receiver = try SegmentReceiver(file, segment, into: target, session: number)
            result = transfer(request, with: &receiver)
            intake = receiver.intake
        } catch {
            return machine.didFailLocally(call: error.call, errno: error.errno)
        }
        // What is left of it is anybody's, also while this session logs in again.
        file.release(number)
        let fetched: SegmentSession.Fetched
        switch result {
        case .success(let outcome): fetched = .outcome(outcome)
        case .failure(.enough): fetched = .enough
        case .failure(.overlapDiffers), .failure(.answerChanged): fetched = .differs
        case .failure(.cancelled): return machine.wasCancelled()
        case .failure(.local(let call, let errno)):
            return machine.didFailLocally(call: call, errno: errno)
        case .failure(.refused(let error)): throw FTPError(error)
        }
        machine.didFetch(
            fetched, intake, hasMore: file.octets > before, isOpen: run.engine.isConnected,
            isNeeded: file.needsHelp, at: .now)
    }

    private func transfer(
        _ request: TransferExchange.Request, with receiver: inout SegmentReceiver
    ) -> Result<TransferOutcome, TransferStop> {
        if let control = run.engine.control {
            do throws(Interruption) {
                try run.engine.passBarrier(
                    on: control, until: Due(.reply, of: run.engine.configuration.limits))
            } catch {
                run.engine.drop(because: error)
                switch error {
                case .lost(let loss): return .success(.controlLost(loss, dataEnded: false))
                case .cancelled: return .failure(.cancelled)
                }
            }
        }
        return run.transfer(request, with: &receiver)
    }
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
        let place = place(of: path)
        guard let found, options.range == nil, !refusesRanges,
            let count = SegmentStart.sessions(
                for: found, existing: RemoteVersion(ofFinished: target.name), wanted: sessions,
                largest: options.largest, isBegun: SegmentedFile.isBegun(target, of: place))
        else { return nil }
        do throws(TransportError) {
            let file = try SegmentedFile(target, of: place, found, sessions: count, options)
            return file.map { ($0, count) }
        } catch {
            // An ordinary download has the words for it.
            return nil
        }
    }

    /// What would have to be told to every session before each segment.
    private var refusesRanges: Bool { isCompressing || transfersText }
}
