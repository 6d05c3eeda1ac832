internal import FTPTransport

/// What result files say about the entries of a list.
struct BatchState: Sendable {
    /// An entry by the hash of what it does: a list may have millions.
    struct Key: Hashable, Sendable {
        /// Evenly spread, and the same on every machine.
        let high: UInt64
        private let low: UInt64

        /// The first 128 bits of the SHA-256 of the text.
        init(_ what: String) {
            var digest = OctetDigest(.sha256)
            digest.update(Array(what.utf8))
            let digits = digest.digits
            high = UInt64(digits.prefix(16), radix: 16) ?? 0
            low = UInt64(digits.dropFirst(16).prefix(16), radix: 16) ?? 0
        }
    }

    /// How far an entry has come.
    struct Progress: Equatable, Sendable {
        var attempts = 0
        /// How it ended the last time; nil while it never did.
        var status: ExitStatus?
        /// Octets of the file, once it has succeeded.
        var octets: UInt64?
        /// Whether the command of `--on-complete` has ended well since.
        var hasTold = false

        /// Whether trying again would end no other way, so that only `--retry-failed` does.
        var isFinal: Bool {
            switch status {
            case .success, .usage, .verificationFailed, .noSuchFile, .protocolError, .refused:
                true
            case nil, .hostUnknown, .gaveUp, .software, .cannotCreate, .localIO, .runAgain,
                .configuration, .interrupted:
                false
            }
        }
    }

    private var entries: [Key: Progress] = [:]

    subscript(key: Key) -> Progress { entries[key] ?? Progress() }

    /// Takes a line of a result file; one that makes no sense, or was cut off, says nothing.
    mutating func read(_ line: ArraySlice<UInt8>) {
        if let record = BatchRecord(line: line) { apply(record) }
    }

    /// Takes what has happened.
    mutating func apply(_ record: BatchRecord) {
        if record.event == .fresh {
            entries = [:]
            return
        }
        let key = Key(record.what)
        var progress = self[key]
        progress.attempts = max(progress.attempts, record.attempts ?? 0)
        switch record.event {
        case .start, .fresh: break
        case .done:
            progress.status = .success
            progress.octets = record.bytes
            progress.hasTold = false
        case .error: progress.status = record.status.flatMap { ExitStatus(rawValue: $0) }
        case .command: progress.hasTold = record.status == 0
        }
        entries[key] = progress
    }
}
