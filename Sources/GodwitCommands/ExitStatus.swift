package import FTPClient

/// The exit statuses of `sysexits.h` that Godwit uses; other tools rely on them.
package enum ExitStatus: Int32, Sendable {
    /// Done and verified.
    case success = 0
    /// The command line is wrong.
    case usage = 64
    /// Verification failed or the remote file changed.
    case verificationFailed = 65
    /// No such file.
    case noSuchFile = 66
    /// The host is not known.
    case hostUnknown = 68
    /// Gave up on the network: the retries are used up.
    case gaveUp = 69
    /// The program itself failed.
    case software = 70
    /// The local file cannot be created.
    case cannotCreate = 73
    /// Local input or output failed, for example because the disk is full.
    case localIO = 74
    /// A partial is kept; run again.
    case runAgain = 75
    /// The server broke the protocol.
    case protocolError = 76
    /// Login or permission refused.
    case refused = 77
    /// The configuration is wrong.
    case configuration = 78
    /// Interrupted; a partial is kept.
    case interrupted = 130

    /// The status for an error of the library.
    package init(_ error: FTPError) { self.init(error.code) }

    init(_ code: FTPError.Code) {
        self =
            switch code {
            case .hostUnknown: .hostUnknown
            case .gaveUp: .gaveUp
            case .loginRefused, .notTrusted, .notPermitted: .refused
            case .noSuchFile: .noSuchFile
            case .remoteChanged, .verificationFailed: .verificationFailed
            case .cannotCreate: .cannotCreate
            case .localFile: .localIO
            case .runAgain: .runAgain
            case .protocolViolation: .protocolError
            case .cancelled: .interrupted
            }
    }
}

/// A failure that ends a command with one line and a status.
package struct CommandFailure: Error, Sendable {
    /// What the program ends with.
    package let status: ExitStatus
    /// One line: what failed and what to do; nil when it has been said already.
    package let message: String?

    /// Creates a failure that still has to be said.
    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// A failure whose line was printed when it happened.
    package static func reported(_ status: ExitStatus) -> CommandFailure {
        CommandFailure(silent: status)
    }

    private init(silent status: ExitStatus) {
        self.status = status
        message = nil
    }
}
