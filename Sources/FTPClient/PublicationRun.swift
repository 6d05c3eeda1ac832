internal import FTPProtocol
internal import FTPTransport

/// Performs what ``Publication`` decides.
struct PublicationRun {
    /// How it ended without an error.
    enum End {
        case done
        /// The upload is nowhere: it has to be sent again.
        case sendAgain
    }

    private var run: TransferRun
    private var machine: Publication
    private let temporary: RemotePath

    /// - Parameters:
    ///   - before: what stood under the final name, which is the run's path, before the upload.
    ///   - wasTried: an earlier run may have got as far as RNTO.
    init(
        _ run: TransferRun, of temporary: RemotePath, octets: UInt64?, before: RemoteVersion?,
        wasTried: Bool
    ) {
        self.run = run
        self.temporary = temporary
        machine = Publication(
            of: temporary, octets: octets, before: before, wasTried: wasTried,
            isConnected: run.engine.isConnected, retry: run.options.retry,
            seed: .random(in: 0 ... .max), at: .now)
    }

    mutating func perform() throws(FTPError) -> End {
        while let action = machine.nextAction() {
            switch action {
            case .connect(let pause): connect(after: pause)
            case .look(let pause): look(after: pause)
            case .rename: rename()
            case .say(let notice): run.say(notice)
            case .done: return .done
            case .sendAgain: return .sendAgain
            case .fail(let failure): throw FTPError(failure)
            }
        }
        throw .cancelled
    }

    private mutating func connect(after pause: Duration) {
        do throws(ConnectFailure) {
            try run.connect(after: pause)
            machine.didConnect()
        } catch {
            switch error {
            case .fault(let fault): machine.didNotConnect(fault, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }

    private mutating func look(after pause: Duration) {
        run.meter.update { $0.activity = .verifying }
        asking { [temporary] run, machine throws(Interruption) in
            try run.pause(pause)
            let underTemporary = try run.engine.look(at: temporary)
            let underFinal = try run.engine.look(at: run.path)
            machine.didLook(underTemporary, underFinal, at: .now)
        }
    }

    private mutating func rename() {
        asking { [temporary] run, machine throws(Interruption) in
            let ready = try run.engine.exchange(Command(.rnfr, temporary))
            guard ready.kind == .intermediate else {
                return machine.didRename(.rnfr, ready, at: .now)
            }
            machine.didRename(
                .rnto, try run.engine.exchange(Command(.rnto, run.path)), at: .now)
        }
    }

    private mutating func asking(
        _ body: (TransferRun, inout Publication) throws(Interruption) -> Void
    ) {
        do throws(Interruption) { try body(run, &machine) } catch {
            switch error {
            case .lost(let loss): machine.wasLost(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }
}
