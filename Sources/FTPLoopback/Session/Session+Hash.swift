internal import FTPProtocol
internal import FTPTransport

/// HASH, RANG, and XSHA256 and its kind.
extension Session {
    var hashFeatures: [String] {
        let hashes = behaviour.hashes
        let draft =
            hashes.algorithms.isEmpty ? [] : ["HASH " + hashes.algorithms.joined(separator: ";")]
        return draft + (hashes.hasRANG ? ["RANG STREAM"] : []) + hashes.commands.sorted()
    }

    func selectHash(_ name: String) {
        let isKnown = behaviour.hashes.algorithms.contains { $0.filter { $0 != "*" } == name }
        guard isKnown else { return reply("501 \(name): Unknown algorithm.") }
        selectedHash = name
        reply("200 \(name)")
    }

    func range(_ argument: String) {
        let bounds = argument.split(separator: " ").compactMap { Int($0) }
        guard behaviour.hashes.hasRANG, bounds.count == 2, bounds[0] <= bounds[1] else {
            return reply("501 Not a range.")
        }
        hashRange = bounds[0]..<bounds[1] + 1
        reply("350 Restarting at \(bounds[0]). End byte at \(bounds[1]).")
    }

    /// `HASH path`; the part is the one that RANG named right before.
    func hash(_ argument: String, in range: Range<Int>?) {
        let hashes = behaviour.hashes
        guard let name = selectedHash ?? hashes.selected, let file = existing(argument) else {
            return
        }
        guard let (part, digits) = digest(of: file, range, by: name) else { return }
        reply("213 \(name) \(part.lowerBound)-\(part.upperBound) \(digits) \(argument)")
    }

    /// `XSHA256 path`, or `XSHA256 "path" start end`.
    func hash(by verb: String, _ argument: String) {
        var path = argument
        var range: Range<Int>?
        if argument.hasPrefix("\""), let end = argument.lastIndex(of: "\"") {
            path = String(argument[..<end].dropFirst())
            let bounds = argument[end...].split(separator: " ").compactMap { Int($0) }
            let more = if case .endsWithLast = behaviour.hashes.range { 1 } else { 0 }
            if bounds.count == 2 { range = bounds[0]..<max(bounds[0], bounds[1] + more) }
        }
        guard let file = existing(path),
            let (_, digits) = digest(of: file, range, by: String(verb.drop { $0 == "X" }))
        else { return }
        reply(.reply("250-Computing digest", "250 \(digits.uppercased())"))
    }

    private func digest(
        of file: StoredFile, _ range: Range<Int>?, by name: String
    ) -> (Range<Int>, String)? {
        let content = file.visible(at: .now)
        let whole = 0..<content.count
        let isIgnored = if case .ignored = behaviour.hashes.range { true } else { false }
        let part = isIgnored ? whole : range ?? whole
        guard part.upperBound <= content.count else {
            reply("501 The end is behind the file's.")
            return nil
        }
        guard let algorithm = HashAlgorithm(name == "CRC" ? "CRC32" : name) else {
            reply("504 \(name): Unknown algorithm.")
            return nil
        }
        var digest = OctetDigest(algorithm.ofTransport)
        digest.update(content[part])
        if behaviour.hashes.isWrong { digest.update([0]) }
        return (part, digest.digits)
    }
}

extension HashAlgorithm {
    fileprivate var ofTransport: OctetDigest.Algorithm {
        switch self {
        case .sha512: .sha512
        case .sha256: .sha256
        case .sha1: .sha1
        case .md5: .md5
        case .crc32: .crc32
        }
    }
}
