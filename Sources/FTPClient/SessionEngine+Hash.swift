internal import FTPProtocol
internal import FTPTransport

// HASH, XSHA256 and their like (draft-bryan-ftpext-hash).
extension SessionEngine {
    /// The best way to have a whole file hashed, or a part of one; nil where none is offered.
    func hashMethod(forWhole isWhole: Bool) -> HashMethod? {
        (isWhole ? features.hashMethods : features.rangeHashMethods).first
    }

    /// Compares a local hash with the server's.
    /// - Parameter octets: how many the server has to read for it.
    func compare(
        _ local: FileHash, with path: RemotePath, range: Range<UInt64>, isWhole: Bool,
        by method: HashMethod
    ) throws(Interruption) -> HashVerdict {
        var proof = HashProof(
            of: path, range: range, isWhole: isWhole, by: method, local: local)
        var step = HashProof.Step.ask(proof.query)
        while true {
            switch step {
            case .ask(let query): step = proof.receive(try ask(query, octets: range.upperBound))
            case .end(let verdict): return verdict
            }
        }
    }

    /// Asks for a hash; a refusal is an answer.
    /// - Parameter octets: how many the server may have to read: it is waited for accordingly.
    func ask(_ query: HashQuery, octets: UInt64) throws(Interruption) -> Reply {
        if let selection = query.selection, !isSelected(query.method),
            try exchange(selection).kind == .completion
        {
            control?.selectedHash = query.method.algorithm
        }
        var reply = Reply(code: 502, text: "")
        for command in query.commands {
            reply = try exchange(command, patience: configuration.limits.hashing(octets))
            if reply.kind == .permanent || reply.kind == .transient { break }
        }
        return reply
    }

    /// The hash of a whole file that somebody wants to see.
    func hash(of path: RemotePath, by algorithm: HashAlgorithm?) throws(FTPError) -> FileHash {
        let methods = features.hashMethods
        guard let method = methods.first(where: { algorithm ?? $0.algorithm == $0.algorithm })
        else {
            let offered = methods.map(\.algorithm.rawValue).joined(separator: ", ")
            throw FTPError(
                .protocolViolation,
                "the server computes no \(algorithm?.rawValue ?? "hashes") of files",
                advice: offered.isEmpty ? nil : "it offers \(offered)")
        }
        let query = HashQuery(method, of: path)
        let reply = try enquire { engine throws(EnquiryStop) in
            do throws(Interruption) {
                guard let version = try engine.look(at: path) else { return Reply?.none }
                return try engine.ask(query, octets: version.size ?? 0)
            } catch { throw EnquiryStop(error) }
        }
        guard let reply else {
            throw FTPError(.noSuchFile(.size, try ask(Command(.size, path))))
        }
        if let hash = query.hash(in: reply) { return hash }
        if reply.kind == .completion {
            throw FTPError(
                .protocolViolation, "the answer to \(method.verb.rawValue) holds no hash",
                verb: method.verb, reply: reply)
        }
        throw try refusal(of: method.verb, path, reply)
    }

    private func isSelected(_ method: HashMethod) -> Bool {
        if let selected = control?.selectedHash { return selected == method.algorithm }
        return method.isSelected
    }
}
