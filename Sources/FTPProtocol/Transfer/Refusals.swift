/// What a refusal means for what is done next.
package enum Verdict: Sendable, Hashable {
    /// The same command may be taken later.
    case transient
    /// The same command would be refused again; a person has to do something about it.
    case permanent(Cause)
    /// This way will be refused again, and another way to the same end may be taken: the first
    /// octet for REST, APPE for STOR behind REST.
    case permanentForThisMethod

    /// What a permanent refusal is about.
    package enum Cause: Sendable, Hashable {
        /// The server has no such file.
        case name
        /// The user may not.
        case rights
        /// The server's disk or quota is full.
        case room
        /// The server does not do that.
        case ability
    }
}

/// The table of refusals: what 4yz and 5yz mean, by the command that met them.
///
/// Codes decide and texts do not (QUIRKS 27), with the one exception of ``saysFull(_:)``.
package enum Refusals {
    /// What a row is about, besides codes.
    private enum Scope: Sendable, Hashable {
        case any
        /// REST, or RETR behind it.
        case fetchingFromOffset
        /// REST, STOR or APPE that goes on behind what the server holds.
        case sendingToOffset
        /// RETR of a file that nobody has seen.
        case fetchingUnknown
    }

    private struct Row: Sendable {
        let scope: Scope
        let codes: Set<Int>
        let verdict: Verdict

        init(_ scope: Scope, _ codes: Set<Int>, _ verdict: Verdict) {
            self.scope = scope
            self.codes = codes
            self.verdict = verdict
        }
    }

    /// The first row that fits decides; a code in none of them is transient if it is 4yz, else
    /// ``Verdict/Cause/ability``.
    private static let rows = [
        // The data connection or the TLS session (QUIRKS 36): nothing is said about the file.
        Row(.any, [425, 426], .transient),
        // RFC 959: "insufficient storage" may pass, "exceeded allocation" will not.
        Row(.sendingToOffset, [452], .transient),
        Row(.any, [552], .permanent(.room)),
        // ProFTPD says 451 to STOR behind an accepted REST for ever, others 450, 550, 554 or that
        // they do not understand: whatever it is, APPE may be taken (QUIRKS 45, 46).
        Row(.sendingToOffset, Set(400...599), .permanentForThisMethod),
        // A command that is not understood, or an offset the file does not have (RFC 1123
        // §4.1.2.11).
        Row(.fetchingFromOffset, [500, 501, 502, 503, 504, 554], .permanentForThisMethod),
        Row(.fetchingUnknown, [550], .permanent(.name)),
        // RFC 959 §4.2.2, RFC 2228 §4.
        Row(.any, [530, 532, 534, 550, 553], .permanent(.rights)),
    ]

    /// The refusal of a transfer, or of a question.
    /// - Parameter isKnown: the file was seen, so `550` cannot mean that it is missing.
    package static func verdict(
        on verb: Command.Verb, _ reply: Reply, isKnown: Bool = true
    ) -> Verdict {
        let isUnknown = !isKnown && [.retr, .size, .mlst].contains(verb)
        return verdict(reply, in: isUnknown ? [.any, .fetchingUnknown] : [.any])
    }

    /// The refusal of REST, or of RETR behind it.
    package static func verdict(fetchingFromOffset reply: Reply) -> Verdict {
        verdict(reply, in: [.any, .fetchingFromOffset])
    }

    /// The refusal of REST, STOR or APPE behind what the server holds.
    package static func verdict(sendingToOffset reply: Reply) -> Verdict {
        verdict(reply, in: [.any, .sendingToOffset])
    }

    private static func verdict(_ reply: Reply, in scopes: Set<Scope>) -> Verdict {
        let row = rows.first { scopes.contains($0.scope) && $0.codes.contains(reply.code) }
        return row?.verdict ?? (reply.kind == .transient ? .transient : .permanent(.ability))
    }

    /// Whether a 530 means "too many users" and not "wrong password": only the text tells, so it
    /// is a hint, used to wait rather than to fail (QUIRKS 53).
    package static func saysFull(_ reply: Reply) -> Bool {
        let text = reply.description.lowercased()
        return fullWords.contains { text.contains($0) }
    }

    private static let fullWords = [
        "too many", "maximum", "limit", "try again later", "busy", "already connected",
        "already logged in",
    ]
}
