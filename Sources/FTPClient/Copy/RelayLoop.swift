internal import FTPProtocol
internal import FTPTransport

/// Copies through this process: a download and an upload side by side, in one `poll(2)`, with a
/// pipe between them.
struct RelayLoop: ~Copyable {
    private let pipe: RelayPipe
    private let cancel: CancelSignal
    private let makeTarget: () -> TransferLoop
    private var source: TransferLoop
    private var target: TransferLoop?
    private var receiver: FileReceiver
    private var sender: FileSender
    private var isCancelled = false
    private var failure: TransferStop?
    private var ends = CopyPair<TransferOutcome?>(source: nil, target: nil)

    /// - Parameters:
    ///   - source: fetches from the one server.
    ///   - makeTarget: begins to send to the other one; asked once the first octet has come, so
    ///     that a source that cannot be read costs no file that stands in the target's place.
    init(
        _ source: consuming TransferLoop, cancel: CancelSignal,
        to makeTarget: @escaping () -> TransferLoop
    ) throws(TransportError) {
        let pipe = try RelayPipe()
        let receiver = try FileReceiver(target: pipe.entrance, safe: 0, overlap: 0)
        let sender = try FileSender(source: pipe.exit, at: 0, isFile: false)
        self.pipe = pipe
        self.receiver = receiver
        self.sender = sender
        self.cancel = cancel
        self.makeTarget = makeTarget
        self.source = source
        target = nil
    }

    /// Runs to the end of both transfers.
    mutating func run() throws(TransferStop) -> CopyOutcome {
        while true {
            workAtSource()
            workAtTarget()
            if let outcome = ends.source, target == nil, !mayBeginTarget {
                try checkStop()
                return CopyOutcome(source: CopyEnd(outcome), target: .notBegun)
            }
            if let source = ends.source, let target = ends.target {
                try checkStop()
                return CopyOutcome(source: CopyEnd(source), target: CopyEnd(target))
            }
            waitAndListen()
        }
    }

    private mutating func workAtSource() {
        guard ends.source == nil, let outcome = source.work(&receiver) else { return }
        ends.source = outcome
        if ends.target == nil { note(source.stop) }
        // What was fetched before a loss is sent to its end: the next attempt goes on behind it.
        pipe.closeEntrance()
    }

    private mutating func workAtTarget() {
        guard ends.target == nil else { return }
        if target == nil {
            guard mayBeginTarget else { return }
            target = makeTarget()
        }
        guard let outcome = target?.work(&sender) else { return }
        ends.target = outcome
        note(target?.stop)
        if ends.source == nil { source.stopTransfer(.cancelled) }
    }

    /// A source that is empty ends at once, and that as well is to be copied.
    private var mayBeginTarget: Bool {
        if source.exchange.octets > 0 { return true }
        if case .completed = ends.source { return true }
        return false
    }

    /// That one side stops because the other did is not worth a word.
    private mutating func note(_ stop: TransferStop?) {
        if case .local = stop { failure = stop }
    }

    private func checkStop() throws(TransferStop) {
        if isCancelled { throw .cancelled }
        if let failure { throw failure }
    }

    private mutating func waitAndListen() {
        var poll = Poll()
        let cancelled = poll.watch(cancel.descriptor, for: .reading)
        let watchedSource = ends.source == nil ? source.watch(with: &poll) : nil
        let watchedTarget = ends.target == nil ? target?.watch(with: &poll) : nil
        let wakeUp = Instant.earliest(
            ends.source == nil ? source.wakeUp : nil, ends.target == nil ? target?.wakeUp : nil)
        let ready: Poll.Ready
        do throws(TransportError) {
            ready = try poll.wait(until: wakeUp)
        } catch {
            if ends.source == nil { source.lose(Interruption(error)) }
            if ends.target == nil { target?.lose(Interruption(error)) }
            return
        }
        if ready.contains(cancelled) {
            cancel.clear()
            isCancelled = true
            if ends.source == nil { source.cancel() }
            if ends.target == nil { target?.cancel() }
        }
        if let watchedSource { source.attend(to: watchedSource, in: ready) }
        if let watchedTarget { target?.attend(to: watchedTarget, in: ready) }
    }
}

extension CopyEnd {
    fileprivate init(_ outcome: TransferOutcome) {
        self =
            switch outcome {
            case .completed(let reply), .failed(let reply): .replied(reply)
            case .refused(let verb, let reply): .refused(verb, reply)
            case .dataNotResumed(let reply): .broken(.dataNotResumed(reply))
            case .controlLost(let loss, _): .lost(loss)
            case .dataUnreachable: .broken(.dataUnreachable)
            case .dataLost, .unconfirmed: .broken(outcome.fault ?? .dataBroken)
            case .aborted: .aborted
            }
    }
}
