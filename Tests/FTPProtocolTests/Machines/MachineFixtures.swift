import FTPProtocol

/// Where every machine test begins; the machines are told the time and never read it.
let start = Instant.now

/// A moment some seconds after ``start``.
func at(_ seconds: Double) -> Instant { start + .seconds(seconds) }

/// A reply by its code, as a server without words would say it.
func reply(_ code: Int) -> Reply { Reply(code: code, text: "-") }

let retr = transferCommand(.retr)
let stor = transferCommand(.stor)

/// A transfer command about the file `f`.
func transferCommand(_ verb: Command.Verb) -> Command { (try? Command(verb, "f")) ?? .noop }

extension RemoteVersion {
    /// A version by its size and, if the server tells it, a letter for its time.
    static func of(_ size: UInt64?, _ modified: String? = "a") -> RemoteVersion {
        RemoteVersion(size: size, modified: modified)
    }
}

/// Takes every action that a machine has to say now.
func drain<Action>(_ next: () -> Action?) -> [Action] {
    var actions: [Action] = []
    while let action = next() { actions.append(action) }
    return actions
}

extension Download {
    mutating func actions() -> [Action] { drain { nextAction() } }
}

extension Upload {
    mutating func actions() -> [Action] { drain { nextAction() } }
}

extension TransferExchange {
    mutating func actions(at now: Instant) -> [Action] { drain { nextAction(at: now) } }
}
