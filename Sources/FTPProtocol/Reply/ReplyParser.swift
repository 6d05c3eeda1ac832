/// Octets of the control connection in, complete replies out (RFC 959 §4.2).
///
/// Lines end with CR LF; a bare LF is tolerated, so are blank lines between replies and a code
/// alone on its line. A multi-line reply opens with `ddd-` and ends only at a line with the same
/// code and a blank; anything between, `550 ` included, is text (QUIRKS 21, 22, 24).
///
/// Every octet is looked at once, whatever the chunks. Past a bound of ``Limits``, or at a line
/// that is no reply, the parser holds the error and reads no further: nothing behind it can be
/// matched to a command any more.
package struct ReplyParser: Sendable {
    /// A multi-line reply whose end has not been seen.
    private struct OpenReply {
        let code: Int
        var lines: [[UInt8]]
        var octets: Int
        /// The last complete line would end another reply (QUIRKS 23).
        var endsLikeAnother = false
    }

    private let limits: Limits
    private var telnet = TelnetFilter()
    private var line: [UInt8] = []
    private var open: OpenReply?
    private var finished: [Reply] = []
    private var taken = 0
    private var fault: ProtocolError?

    /// When ``next(at:)`` should be called again although nothing arrives (QUIRKS 23).
    ///
    /// Set by the first ``next(at:)`` behind a line that may be the end, cleared by any octet.
    package private(set) var deadline: Instant?

    /// Creates a parser at the start of a connection.
    package init(limits: Limits = .standard) {
        self.limits = limits
    }

    /// Takes what arrived, in any chunking.
    ///
    /// Does not throw: replies that were complete before a fault are still handed out first.
    package mutating func receive(_ octets: some Sequence<UInt8>) {
        for octet in octets { receive(octet) }
    }

    /// Takes one octet: from another module a loop over this is faster than the generic one.
    package mutating func receive(_ octet: UInt8) {
        guard fault == nil else { return }
        deadline = nil
        var filter = telnet
        filter.receive(octet) { take($0) }
        telnet = filter
    }

    /// The next complete reply, or nil when more octets are needed.
    ///
    /// Call it until it returns nil after each ``receive(_:)`` and when ``deadline`` has passed.
    /// - Throws: the same error again and again once the stream is broken.
    package mutating func next(at now: Instant) throws(ProtocolError) -> Reply? {
        if taken < finished.count {
            defer { taken += 1 }
            return finished[taken]
        }
        finished.removeAll(keepingCapacity: true)
        taken = 0
        if let fault { throw fault }
        return endQuietReply(at: now)
    }

    /// Whether ``next(at:)`` has to be called before more is worth reading: the stream is broken, or
    /// so many replies wait that only a server which never stops talking can have sent them.
    package var isSated: Bool { fault != nil || finished.count - taken >= Self.waitingReplies }

    /// More than the answers to a NOOP every 30 s of a day, come in one burst.
    private static let waitingReplies = 4096

    /// Whether anything but blank lines arrived that no reply handed out so far has used up.
    ///
    /// Must be false when TLS starts: what came in clear behind `234` may be injected
    /// (QUIRKS 68).
    package var holdsOctets: Bool {
        !line.isEmpty || open != nil || taken < finished.count || fault != nil
            || telnet.isInsideCommand
    }

    /// glftpd closes `553-` with `150 `: the quiet behind such a line says that it was the end.
    /// The code is the opening line's, because only that one was meant for the command.
    private mutating func endQuietReply(at now: Instant) -> Reply? {
        guard let reply = open, reply.endsLikeAnother, line.isEmpty, !telnet.isInsideCommand
        else { return nil }
        guard let end = deadline else {
            deadline = now + limits.replyQuietGap
            return nil
        }
        guard now >= end else { return nil }
        open = nil
        deadline = nil
        return Reply(code: reply.code, lines: reply.lines)
    }

    private mutating func take(_ octet: UInt8) {
        guard octet != UInt8(ascii: "\n") else { return endLine() }
        // One octet of room for the CR that is not part of the line.
        let room = octet == UInt8(ascii: "\r") ? 1 : 0
        if line.count >= limits.replyLineOctets + room {
            return fail(.replyLineTooLong(octets: line.count + 1))
        }
        if let open, open.octets + line.count >= limits.replyOctets + room {
            return fail(.replyTooLong)
        }
        line.append(octet)
    }

    private mutating func endLine() {
        while line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        if open != nil {
            continueReply()
        } else if !line.isEmpty {
            startReply()
        }
    }

    private mutating func startReply() {
        switch CodedLine(line) {
        case .last(let code):
            finished.append(Reply(code: code, lines: [line]))
        case .continued(let code):
            open = OpenReply(code: code, lines: [line], octets: line.count)
        case nil:
            fail(.malformedReply(line: quote(line)))
        }
    }

    private mutating func continueReply() {
        // Out of `self` while it changes: the lines must not be copied for each one more.
        guard var reply = open else { return }
        open = nil
        guard reply.lines.count < limits.replyLines else { return fail(.replyTooLong) }
        reply.lines.append(line)
        reply.octets += line.count
        switch CodedLine(line) {
        case .last(reply.code):
            finished.append(Reply(code: reply.code, lines: reply.lines))
            return
        case .last:
            reply.endsLikeAnother = true
        case .continued, nil:
            reply.endsLikeAnother = false
        }
        open = reply
    }

    private mutating func fail(_ error: ProtocolError) {
        fault = error
        open = nil
        line = []
    }

    private func quote(_ line: [UInt8]) -> String {
        let shown = 120
        return PrintableText.escaping(line.prefix(shown)) + (line.count > shown ? "…" : "")
    }
}

/// What the first four octets of a line say (RFC 959 §4.2).
private enum CodedLine {
    /// `ddd-`: more lines follow.
    case continued(Int)
    /// `ddd `, or `ddd` and nothing else.
    case last(Int)

    init?(_ line: [UInt8]) {
        guard line.count >= 3, (UInt8(ascii: "1")...UInt8(ascii: "5")).contains(line[0]) else {
            return nil
        }
        var code = 0
        for octet in line.prefix(3) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) else { return nil }
            code = code * 10 + Int(octet - UInt8(ascii: "0"))
        }
        switch line.count > 3 ? line[3] : UInt8(ascii: " ") {
        case UInt8(ascii: " "): self = .last(code)
        case UInt8(ascii: "-"): self = .continued(code)
        default: return nil
        }
    }
}
