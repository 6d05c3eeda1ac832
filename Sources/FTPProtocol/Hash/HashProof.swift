/// Compares octets here with octets there by their hash, however a server understands a range.
///
/// A difference is only believed when the server has shown that it hashes what it is asked to:
/// one that ignores the range, or counts its end differently, would else cost octets that are
/// right.
package struct HashProof: Sendable {
    package enum Step: Sendable, Hashable {
        /// Ask the server.
        case ask(HashQuery)
        case end(HashVerdict)
    }

    private enum Question { case part, partToLast, whole }

    private let path: RemotePath
    private let range: Range<UInt64>
    private let method: HashMethod
    private let local: FileHash
    private var question: Question
    private var answer: FileHash?

    /// - Parameters:
    ///   - range: what to compare.
    ///   - isWhole: whether that is all of the remote file.
    ///   - local: the hash of the octets here, by the method's algorithm.
    package init(
        of path: RemotePath, range: Range<UInt64>, isWhole: Bool, by method: HashMethod,
        local: FileHash
    ) {
        self.path = path
        self.range = range
        self.method = method
        self.local = local
        question = isWhole ? .whole : .part
    }

    /// The first question.
    package var query: HashQuery {
        switch question {
        case .part: HashQuery(method, of: path, range: range)
        case .partToLast: HashQuery(method, of: path, range: range, endsWithLast: true)
        case .whole: HashQuery(method, of: path)
        }
    }

    /// The server's answer to the last command of ``query``, and what follows from it.
    package mutating func receive(_ reply: Reply) -> Step {
        let found = query.hash(in: reply)
        switch question {
        case .part:
            guard let found else { return .end(.unknown(reply)) }
            if found == local { return .end(.agrees(found)) }
            answer = found
            // HASH has told the range that it took.
            question = method.verb == .hash || range.count < 2 ? .whole : .partToLast
            return .ask(query)
        case .partToLast:
            if found == local { return .end(.agrees(local)) }
            question = .whole
            return .ask(query)
        case .whole:
            guard let found else { return .end(.unknown(reply)) }
            if let answer {
                // The same hash for a part and for all of it: the range was not heard.
                return .end(found == answer ? .unknown(reply) : .differs(answer))
            }
            return .end(found == local ? .agrees(found) : .differs(found))
        }
    }
}

/// What a comparison by hash told.
package enum HashVerdict: Sendable, Hashable {
    case agrees(FileHash)
    /// The server's hash.
    case differs(FileHash)
    /// The server refused, or said something that cannot be read; nil when the octets here
    /// cannot be hashed.
    case unknown(Reply?)
}
