extension FilePipeline {
    /// One file of many.
    package struct File: Sendable, Hashable {
        package enum Way: Sendable, Hashable {
            /// RETR; SIZE and MDTM are asked beforehand unless they are known.
            case receive(known: RemoteVersion?)
            /// STOR of so many octets, and SIZE behind it. Where it may replace a file SIZE is asked
            /// before it as well: that of one with as many octets would prove nothing (QUIRKS 58).
            case send(octets: UInt64, mayReplace: Bool = false)
        }

        package let id: Int
        package let path: RemotePath
        package let way: Way

        package init(_ id: Int, _ path: RemotePath, _ way: Way) {
            self.id = id
            self.path = path
            self.way = way
        }

        var transfer: Command {
            switch way {
            case .receive: Command(.retr, path)
            case .send: Command(.stor, path)
            }
        }

        var isReceived: Bool { if case .receive = way { true } else { false } }
    }

    package enum Action: Sendable, Hashable {
        /// Send these lines together; of RETR and STOR the end is expected, of the others an
        /// answer.
        case send([Command])
        /// Connect to where the passive reply points, and move this file's octets as soon as the
        /// connection allows.
        case open(Int, PassiveReply)
        /// Listen for this file's connection, and tell ``dataIsAwaited(_:by:)`` what the server has
        /// to be told.
        case listen(Int, Command.Verb)
        /// What the server told of a file before it is fetched; ``skip(_:)`` leaves it out.
        case found(Int, RemoteVersion)
        /// A file has come to its end; its data connection is of no more use.
        case end(Int, End)
        /// Nothing follows; files without an end are left to transfers of their own.
        case stop(Stop)
    }

    /// How one file ended.
    package enum End: Sendable, Hashable {
        /// All octets arrived, and the server says so too.
        case whole(Confirmation)
        /// Not whole: a transfer of its own finds out why, and what can be done.
        case unsettled
    }

    /// Why the pipeline ended.
    package enum Stop: Sendable, Hashable {
        /// Every file has its end, and the dialogue is clean.
        case drained
        /// The session is of no more use.
        case broken
        /// The server does not take commands in this order; its session is of no more use.
        case disliked
    }

    /// What is known of a file that has not begun.
    enum Knowledge: Sendable, Hashable {
        case nothing
        case asked
        case size(Reply)
        case version(RemoteVersion)

        var isSettled: Bool { if case .version = self { true } else { false } }
    }

    /// A question whose answer is owed, apart from the end of a transfer.
    struct Question: Sendable, Hashable {
        enum Subject: Sendable, Hashable {
            /// Where the server listens.
            case port
            /// Whether the server took where we listen.
            case listener
            case size(Int)
            case time(Int)
            /// What an upload would replace.
            case former(Int)
            case proof(Int)
        }

        let subject: Subject
        /// Whether it was asked before the transfer before it had ended.
        let isEarly: Bool

        /// Whether the answer cannot have been meant for a question of another kind.
        func fits(_ reply: Reply) -> Bool {
            switch subject {
            case .port: reply.kind == .completion && (try? PassiveReply(reply)) != nil
            case .listener: reply.code == 200
            case .size, .time, .former, .proof: reply.code == 213
            }
        }
    }

    enum Port: Sendable, Hashable {
        case none
        case asked
        case open(PassiveReply)
    }

    /// A file that comes next in active mode.
    struct Announced: Sendable {
        let file: File
        let octets: UInt64
        /// What tells the server where it is listened for; nil while that is not known.
        var port: Command?
    }

    /// A file that has begun.
    struct Course: Sendable {
        enum Data: Sendable, Hashable {
            case opening(since: Instant)
            case open
            /// Everything came, or everything left and our side is shut.
            case ended
            /// It ended without TLS's sign of the end.
            case truncated
            /// It did not open, or broke: why, the server may say.
            case broken(since: Instant)
        }

        enum Proof: Sendable, Hashable {
            case unasked, asked, told(Reply)

            /// Whether the server does not know SIZE.
            var isUnknown: Bool {
                guard case .told(let reply) = self else { return false }
                return [500, 502, 504].contains(reply.code)
            }
        }

        let file: File
        let expected: UInt64
        /// Its place in the order of the commands.
        let number: Int
        /// Whether it was commanded before the transfer before it had ended.
        let isEarly: Bool
        var data: Data
        var octets: UInt64 = 0
        var completion: Reply?
        var proof = Proof.unasked
        var hasEarlyFollower = false
        /// When the last of its events came.
        var touched: Instant

        init(
            _ file: File, octets expected: UInt64, number: Int, isEarly: Bool, at now: Instant
        ) {
            self.file = file
            self.expected = expected
            self.number = number
            self.isEarly = isEarly
            data = .opening(since: now)
            touched = now
        }
    }
}
