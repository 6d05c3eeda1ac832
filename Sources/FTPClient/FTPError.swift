public import FTPProtocol
internal import FTPTransport

/// What went wrong, for the caller who must decide what to do next.
///
/// ``description`` is one line for a person: what failed, the server's own words, what to do. It
/// holds no secret.
public struct FTPError: Error, Sendable, Hashable {
    /// What should the caller do?
    public enum Code: Sendable, Hashable, CaseIterable {
        /// The name is not known to the resolver: correct it.
        case hostUnknown
        /// The network, or the server, stayed away until the retries were used up: try later.
        case gaveUp
        /// Name, password or account were refused or not given: correct them.
        case loginRefused
        /// The server cannot prove who it is, or does not protect what must be: nothing was said.
        case notTrusted
        /// The server does not allow this file to this user.
        case notPermitted
        /// The server has no such file.
        case noSuchFile
        /// The remote file changed: decide which version is wanted.
        case remoteChanged
        /// Both sides were asked and do not agree: nothing was published.
        case verificationFailed
        /// The local file cannot be created: no octet was fetched.
        case cannotCreate
        /// A local file failed later on: the disk is full or broken. What is safe is kept.
        case localFile
        /// Somebody else holds the target, or the server is full: run again later.
        case runAgain
        /// The server broke the protocol or does not know a needed command.
        case protocolViolation
        /// The caller cancelled; what is safe is kept.
        case cancelled
    }

    /// What should the caller do?
    public let code: Code
    /// The server's reply that caused it, if one did.
    public let reply: Reply?
    /// The command that met it, without its argument.
    public let verb: Command.Verb?
    /// Whether the same call may succeed later.
    public let isTransient: Bool

    private let summary: String
    private let advice: String?

    static let cancelled = FTPError(TransferFailure.cancelled)

    init(
        _ code: Code, _ summary: String, verb: Command.Verb? = nil, reply: Reply? = nil,
        advice: String? = nil, isTransient: Bool = false
    ) {
        self.code = code
        self.summary = summary
        self.verb = verb
        self.reply = reply
        self.advice = advice
        self.isTransient = isTransient
    }

    /// The same error with a clause behind what failed.
    func adding(_ clause: String) -> FTPError {
        FTPError(
            code, "\(summary); \(clause)", verb: verb, reply: reply, advice: advice,
            isTransient: isTransient)
    }
}

extension FTPError: CustomStringConvertible {
    /// One line: what failed; the server's own words; what to do.
    public var description: String {
        let words = reply.map { "the server said \u{201C}\($0)\u{201D}" }
        // A fault may have quoted them already.
        let quoted = words.flatMap { summary.contains($0) ? nil : $0 }
        return [summary, quoted, advice].compactMap(\.self).joined(separator: "; ")
    }
}
