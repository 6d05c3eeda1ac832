/// How a connection ends.
package enum Cut: Sendable, Hashable {
    /// FIN: the peer reads to the end of what was sent.
    case finish
    /// RST: the peer's next call fails.
    case reset
}

/// What the server says and does on a control connection, in order.
///
/// A string literal is a script of one line: `behaviour.transfers.completion = "250 Done."`.
/// Pauses delay the lines of their own script only: other replies may overtake them.
package struct Script: Sendable, Hashable, ExpressibleByStringInterpolation {
    package enum Step: Sendable, Hashable {
        /// A line; CR LF is added.
        case line(String)
        /// Octets as they are, for what is no line.
        case octets([UInt8])
        /// Octets in clear, past TLS (14).
        case clear([UInt8])
        case pause(Duration)
        /// The control connection ends, a transfer may go on.
        case cut(Cut)
        /// All sessions are reset, and for a while new ones are too.
        case restart(outage: Duration)
    }

    package var steps: [Step]

    package init(steps: [Step]) { self.steps = steps }

    package init(stringLiteral line: String) { steps = [.line(line)] }

    /// The lines of one reply, codes included.
    package static func reply(_ lines: String...) -> Script { Script(steps: lines.map(Step.line)) }

    /// Nothing is ever said.
    package static let silence = Script(steps: [])

    /// The control connection ends without a word.
    package static func cut(_ cut: Cut) -> Script { Script(steps: [.cut(cut)]) }

    /// The server restarts: see ``LoopbackServer/restart(outage:)``.
    package static func restart(outage: Duration = .zero) -> Script {
        Script(steps: [.restart(outage: outage)])
    }

    /// The same, later.
    package func after(_ pause: Duration) -> Script { Script(steps: [.pause(pause)] + steps) }

    /// The same, then another script.
    package func then(_ next: Script) -> Script { Script(steps: steps + next.steps) }
}
