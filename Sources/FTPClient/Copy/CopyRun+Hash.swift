internal import FTPProtocol
internal import FTPTransport

// What both servers hash.
extension CopyRun {
    /// What both servers can hash by the same algorithm.
    var hashOffer: HashOffer {
        if common(engines.source.features.rangeHashMethods) != nil { return .ranges }
        return common(engines.source.features.hashMethods) == nil ? .none : .wholeFiles
    }

    /// The best of the source's methods whose algorithm the target has for whole files, and the
    /// target's method for it.
    private func common(_ methods: [HashMethod]) -> CopyPair<HashMethod>? {
        for method in methods {
            let other = engines.target.features.hashMethods.first {
                $0.algorithm == method.algorithm
            }
            if let other { return CopyPair(source: method, target: other) }
        }
        return nil
    }

    mutating func compare(_ range: Range<UInt64>, isWhole: Bool) {
        meter.update { $0.activity = .verifying }
        let features = engines.source.features
        guard let methods = common(isWhole ? features.hashMethods : features.rangeHashMethods)
        else { return machine.didCompare(.unknown(nil), at: .now) }
        let sourceQuery = HashQuery(
            methods.source, of: paths.source, range: isWhole ? nil : range)
        do throws(Interruption) {
            let reply = try engines.source.ask(sourceQuery, octets: range.upperBound)
            guard let hash = sourceQuery.hash(in: reply) else {
                return machine.didCompare(.unknown(reply), at: .now)
            }
            // What the target holds ends where the range does.
            let verdict = try engines.target.compare(
                hash, with: paths.target, range: range, isWhole: range.lowerBound == 0,
                by: methods.target)
            machine.didCompare(verdict, at: .now)
        } catch {
            switch error {
            case .lost(let loss): machine.didNotCompare(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }
}
