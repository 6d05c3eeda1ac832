internal import FTPProtocol
internal import FTPTransport

extension TransferRun {
    /// Whether the octets pass through this process: TLS is done here. In clear they stay in the
    /// kernel, unless a hash is demanded.
    var seesOctets: Bool { engine.control?.dataProtection != nil || isStream }

    /// What to hash of a file while its octets pass; nil leaves them to the kernel.
    /// - Parameter octets: of the whole file, when known.
    func watchedHash(octets: UInt64?) -> HashAlgorithm? {
        let isWatched: Bool
        switch options.verify {
        case .hash: isWatched = true
        case .auto: isWatched = seesOctets && octets ?? .max >= HashPolicy().worthwhileFrom
        case .size, .none: isWatched = false
        }
        return isWatched ? engine.hashMethod(forWhole: true)?.algorithm : nil
    }

    /// Hashes a range on both sides and tells the machine.
    /// - Parameter hash: hashes it here; nil when it cannot be read again.
    func compare(
        _ range: Range<UInt64>, isWhole: Bool, for machine: inout some TransferMachine,
        _ hash: (HashAlgorithm) throws(TransportError) -> FileHash?
    ) {
        meter.update { $0.activity = .verifying }
        guard let method = engine.hashMethod(forWhole: isWhole) else {
            return machine.didCompare(.unknown(nil), at: .now)
        }
        let local: FileHash?
        do throws(TransportError) { local = try hash(method.algorithm) } catch {
            return error == .cancelled
                ? machine.wasCancelled()
                : machine.didFailLocally(call: error.call, errno: error.errno)
        }
        guard let local else { return machine.didCompare(.unknown(nil), at: .now) }
        do throws(Interruption) {
            let verdict = try engine.compare(
                local, with: path, range: range, isWhole: isWhole, by: method)
            machine.didCompare(verdict, at: .now)
        } catch {
            switch error {
            case .lost(let loss): machine.didNotCompare(loss, at: .now)
            case .cancelled: machine.wasCancelled()
            }
        }
    }
}
