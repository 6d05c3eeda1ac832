internal import FTPProtocol
internal import FTPTransport

/// The hash of what an upload sends, and how it stood at a few places on the way.
///
/// The server may turn out to hold less than what left: the hash then goes on from the last place
/// before that, in this run or a later one, and nothing before it is read again.
final class HashTrail {
    /// What left and did not arrive is less than the distance of two marks.
    private static let mostMarks = 2

    private let distance: UInt64
    private let noted: ([SavedHash]) -> Void
    private var running: RunningHash?
    /// In the order of the file, all of one algorithm.
    private(set) var marks: [SavedHash]

    /// - Parameters:
    ///   - saved: the marks of an earlier run.
    ///   - distance: octets from one mark to the next.
    ///   - noted: told the marks when there is a new one.
    init(
        _ saved: [SavedHash], every distance: UInt64, noted: @escaping ([SavedHash]) -> Void
    ) {
        marks = saved
        self.distance = max(distance, 1)
        self.noted = noted
    }

    /// The hash of the file's beginning that has come farthest, though not behind `end`.
    func hash(by algorithm: HashAlgorithm, upTo end: UInt64) -> RunningHash {
        marks.removeAll { $0.octets > end || $0.algorithm != algorithm.rawValue }
        if let running, running.algorithm == algorithm, running.octets <= end { return running }
        let hash = marks.last.flatMap { RunningHash($0) } ?? RunningHash(algorithm)
        running = hash
        return hash
    }

    /// Hashes what passes next, behind what passed before, which is read where it was not seen.
    /// - Throws: `localFile`, `cancelled`.
    func watch(
        by algorithm: HashAlgorithm, from offset: UInt64, cancel: CancelSignal,
        _ read: LocalReading
    ) throws(TransportError) -> OctetWatch {
        let hash = hash(by: algorithm, upTo: offset)
        while hash.octets < offset {
            let end = min(offset, hash.octets + distance)
            try hash.catchUp(to: end, cancel: cancel, read)
            markIfDue(hash)
        }
        return OctetWatch { [self] bytes in
            hash.take(bytes)
            markIfDue(hash)
        }
    }

    /// The file is another one.
    func forget() {
        running = nil
        marks = []
    }

    private func markIfDue(_ hash: RunningHash) {
        guard hash.octets >= (marks.last?.octets ?? 0) + distance else { return }
        marks = marks.suffix(Self.mostMarks - 1) + [hash.saved]
        noted(marks)
    }
}
