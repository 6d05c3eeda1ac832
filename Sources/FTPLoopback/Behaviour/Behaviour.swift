/// How a loopback server behaves: by default like a careful one, else like those in the field.
///
/// The numbers in the documentation are scenarios of QUIRKS. A setting may be changed while the
/// server runs; it counts from the next command on. What no setting covers, a ``Rule`` or
/// ``intercept`` does.
package struct Behaviour: Sendable {
    package var login = Login()
    package var control = Control()
    package var passive = Passive()
    package var transfers = Transfers()
    package var files = Files()
    package var hashes = Hashes()
    /// Nil speaks in clear only.
    package var protection: Protection?

    /// Verbs that the server does not know: answered 502 and missing in FEAT (9, 34, 63).
    package var unknownVerbs: Set<String> = []
    /// Verdicts by verb; the first that applies is used, and its ``Rule/times`` go down.
    package var rules: [Rule] = []
    /// What goes wrong in transfers; each ``Fault/times`` goes down when it strikes.
    package var faults: [Fault] = []
    /// Decides on any command; nil lets the server do as usual. Asked after ``rules``.
    package var intercept: (@Sendable (Exchange) -> Verdict?)?
    /// Called when a session begins, before its greeting: to replace a file between two attempts,
    /// say (49).
    package var onSession: (@Sendable (_ session: Int, FileStore) -> Void)?

    package init() {}
}

extension Behaviour {
    /// From the connection to the end of the login.
    package struct Login: Sendable {
        /// The commands that lead to 230.
        package enum Dialogue: Sendable {
            case userAndPassword
            /// 230 straight after USER (71).
            case userOnly
            /// PASS is answered 332 and ACCT is needed (71).
            case userPasswordAndAccount
        }

        /// A bound on the sessions at a time, ghosts included (53).
        package struct Cap: Sendable {
            package enum Moment: Sendable { case greeting, login }
            package var sessions: Int
            package var reply: Script
            package var moment: Moment
            /// How long a session that was not ended by QUIT still counts.
            package var ghosts: Duration

            package init(
                sessions: Int, reply: Script = "421 Too many connections.",
                at moment: Moment = .greeting, ghosts: Duration = .zero
            ) {
                self.sessions = sessions
                self.reply = reply
                self.moment = moment
                self.ghosts = ghosts
            }
        }

        /// The first words; may be late and many lines (70).
        package var greeting: Script = "220 Godwit's loopback server."
        package var dialogue = Dialogue.userAndPassword
        /// Passwords by user; nil takes any. A wrong one is answered 530.
        package var passwords: [String: String]?
        package var welcome: Script = "230 Logged in."
        package var cap: Cap?
        /// The answer to FEAT.
        package var features = Features.list
        /// The answer to FEAT before login, where it differs (25).
        package var featuresBeforeLogin: Features?
        /// The answer to OPTS UTF8 ON (26).
        package var utf8: Script = "200 UTF8 is on."

        package init() {}
    }

    /// The shape of the answer to FEAT.
    package enum Features: Sendable {
        /// As RFC 2389 has it, with what the server can do.
        case list
        /// Every line begins with `211-` (21).
        case listWithCodes
        /// Anything else: blank continuation lines (24), 500, 530.
        case script(Script)
    }

    /// The control connection as such.
    package struct Control: Sendable {
        /// What becomes of a NOOP that arrives during a transfer.
        package enum Noop: Sendable {
            /// Answered at once (4).
            case atOnce
            /// Answered just before the completion reply (6).
            case beforeCompletion
            /// Read only after the transfer, as any other command (5).
            case afterTransfer
            /// Answered together with the next command (7).
            case withNextCommand
            /// Not answered (8).
            case never
        }

        /// What becomes of any other command that arrives during a transfer.
        package enum Ahead: Sendable {
            /// Read when the transfer has ended.
            case afterTransfer
            /// Answered at once; EPSV and PASV drop the transfer without a word, as in pyftpdlib.
            case atOnce
            /// Lost.
            case never
        }

        /// The server's own patience with a quiet control connection (3, 10, 11).
        package struct IdleTimer: Sendable {
            package enum Solace: Sendable {
                case anyCommand
                /// NOOP is answered and does not count (10).
                case anyCommandButNoop
                /// Only a transfer counts; the timer rests while one runs (11).
                case transfers
            }

            package var limit: Duration
            package var resetBy: Solace
            /// The last words: 421 and FIN, or a bare `.cut(.finish)`.
            package var ending: Script

            package init(
                _ limit: Duration, resetBy: Solace = .anyCommand,
                ending: Script = Script("421 Idle for too long.").then(.cut(.finish))
            ) {
                self.limit = limit
                self.resetBy = resetBy
                self.ending = ending
            }
        }

        /// What an ABOR during a transfer is answered with; the data is cut in any case (29).
        package enum Abort: Sendable {
            /// 426, then 226.
            case both
            /// 226 only.
            case completionOnly
            case silence
        }

        package var noop = Noop.atOnce
        package var ahead = Ahead.afterTransfer
        /// NOOP outside or inside of transfers is refused so (9).
        package var noopRefusal: Script?
        /// A NOOP between PASV and the transfer command cancels the passive mode (12).
        package var noopCancelsPassive = false
        package var idleTimer: IdleTimer?
        package var abort = Abort.both

        package init() {}
    }
}
