internal import FTPProtocol
internal import FTPTransport

// The transfers of a copy.
extension CopyRun {
    mutating func pass(_ way: CopyWay, _ method: UploadMethod, from offset: UInt64) {
        self.way = way
        let total = machine.version?.size
        if startedFrom == nil {
            startedFrom = offset
            options.onEvent(.started(position: offset, total: total))
        }
        meter.update { [startedFrom] in
            $0.activity = .moving
            // What nobody saw arrive has arrived since all the same.
            if offset > startedFrom ?? offset { $0.moved += offset - min(offset, $0.position) }
            $0.position = offset
            $0.total = total
        }
        journal?.note(machine.interruption)
        switch way {
        case .direct(let passive, let handshake):
            var request = CopyExchange.Request(
                paths, way: .init(passive: passive, handshake), method: method, offset: offset,
                octets: total)
            request.isIPv6 = engines[passive].copyParty.isIPv6
            passDirectly(request)
        case .relay: relay(method, from: offset)
        }
    }

    private mutating func passDirectly(_ request: CopyExchange.Request) {
        var loop = CopyLoop(request, on: engines, cancel: cancel, meter: meter, watch: watch)
        guard let outcome = loop.run() else { return machine.wasCancelled() }
        if let size = watch.size { machine.targetGrew(to: size, at: .now) }
        let before = max(request.offset, watch.size ?? 0)
        if outcome.isCompletion, let octets = request.octets, octets > before {
            meter.update {
                $0.moved += octets - before
                $0.position = octets
            }
        }
        machine.didPass(outcome, at: .now)
    }

    private mutating func relay(_ method: UploadMethod, from offset: UInt64) {
        do throws(Interruption) {
            for side in CopySide.allCases where engines[side].isServerTLSClient {
                if try engines[side].exchange(.sscn(false)).kind == .completion {
                    engines[side].wasTold(.sscn(false))
                }
            }
        } catch {
            switch error {
            case .lost(let loss): return machine.didNotLook(loss, at: .now)
            case .cancelled: return machine.wasCancelled()
            }
        }
        guard let source = engines.source.control, let target = engines.target.control else {
            return machine.didNotLook(.closed, at: .now)
        }
        let fetching = TransferExchange.Request(
            Command(.retr, paths.source), .receive, offset: offset,
            expectedOctets: machine.version?.size.map { $0 - min($0, offset) })
        let sending = TransferExchange.Request(
            Command(method == .append ? .appe : .stor, paths.target), .send,
            offset: method == .restart ? offset : 0)
        let (engines, meter) = (engines, meter)
        // What comes in slowly goes out slowly: the budget is charged once.
        var receiving = TransferLoop(
            fetching, on: source, of: engines.source, meter: TransferMeter())
        receiving.rate = options.rate
        do throws(TransportError) {
            var loop = try RelayLoop(receiving, cancel: cancel) {
                TransferLoop(sending, on: target, of: engines.target, meter: meter)
            }
            report(Result { () throws(TransferStop) in try loop.run() })
        } catch { machine.didFailLocally(call: error.call, errno: error.errno) }
    }

    private mutating func report(_ result: Result<CopyOutcome, TransferStop>) {
        switch result {
        case .success(let outcome): machine.didPass(outcome, at: .now)
        case .failure(.local(let call, let errno)): machine.didFailLocally(call: call, errno: errno)
        case .failure(.cancelled), .failure(.overlapDiffers), .failure(.answerChanged),
            .failure(.enough), .failure(.refused):
            machine.wasCancelled()
        }
    }
}
