/// One question for the hash of a file, or of a part of it: the commands, and how to read what
/// the server answers.
///
/// HASH is asked by draft-bryan-ftpext-hash, its part by RANG (draft-bryan-ftp-range). The older
/// commands take the part as arguments: `XCRC "path" start end`.
package struct HashQuery: Sendable, Hashable {
    package let method: HashMethod
    package let path: RemotePath
    /// The octets to hash; nil for all of the file.
    package let range: Range<UInt64>?
    /// Whether the last octet is named, or the one behind it, in ``range``.
    private let endsWithLast: Bool

    /// - Parameters:
    ///   - range: not empty; nil for all of the file.
    ///   - endsWithLast: some servers take the end of `XCRC "path" start end` for the last octet of
    ///     the part, ProFTPD for the one behind it; RANG always names the last.
    package init(
        _ method: HashMethod, of path: RemotePath, range: Range<UInt64>? = nil,
        endsWithLast: Bool = false
    ) {
        self.method = method
        self.path = path
        self.range = range
        self.endsWithLast = endsWithLast
    }

    /// What is sent; each has one answer, and the last answer holds the hash.
    package var commands: [Command] {
        guard let range else { return [Command(method.verb, path)] }
        if method.verb == .hash {
            return [
                Command(.rang, numbers: [range.lowerBound, range.upperBound - 1]),
                Command(.hash, path),
            ]
        }
        let end = endsWithLast ? range.upperBound - 1 : range.upperBound
        return [Command(method.verb, quoting: path, numbers: [range.lowerBound, end])]
    }

    /// `OPTS HASH` with the algorithm, for a server that computes another one by itself.
    package var selection: Command? {
        method.verb == .hash
            ? Command(
                .opts, checked: Array("HASH \(method.algorithm.rawValue)".utf8)) : nil
    }

    /// The hash in the answer to the last command; nil for a refusal, and for anything that
    /// cannot be read for certain.
    package func hash(in reply: Reply) -> FileHash? {
        guard reply.kind == .completion, let line = reply.lines.last else { return nil }
        let text = String(decoding: line.dropFirst(min(4, line.count)), as: UTF8.self)
        return method.verb == .hash ? hash(inDraft: text) : hash(inOld: text)
    }

    /// `SHA-256 0-49 169cd22282da7f147cb491e559e9dd… name`: the part that was hashed is told, and
    /// it has to be the one that was asked for.
    private func hash(inDraft text: String) -> FileHash? {
        let words = text.split(separator: " ", maxSplits: 3)
        guard words.count >= 3, HashAlgorithm(String(words[0])) == method.algorithm else {
            return nil
        }
        if let range {
            let bounds = words[1].split(separator: "-").map { UInt64($0) }
            guard bounds.count == 2, bounds[0] == range.lowerBound, let end = bounds[1],
                end == range.upperBound || end + 1 == range.upperBound
            else { return nil }
        }
        return FileHash(method.algorithm, digits: words[2])
    }

    /// The digits stand alone, before the name or behind it, in quotes or behind a sign: the only
    /// word of their length is taken, and none where there are two.
    private func hash(inOld text: String) -> FileHash? {
        let unquoted = text.split(separator: "\"", omittingEmptySubsequences: false)
            .enumerated().filter { $0.offset % 2 == 0 || !isName($0.element) }.map(\.element)
            .joined(separator: " ")
        let words = unquoted.split { " \t=:,;()".contains($0) }.map { word in
            word.hasPrefix("0x") || word.hasPrefix("0X") ? word.dropFirst(2) : word
        }
        let whole = words.filter { $0.utf8.count == method.algorithm.digits }
            .compactMap { FileHash(method.algorithm, digits: $0) }
        if let first = whole.first { return whole.allSatisfy { $0 == first } ? first : nil }
        // Serv-U and others drop the leading zeros of a CRC-32.
        return words.count == 1 ? FileHash(method.algorithm, digits: words[0]) : nil
    }

    private func isName(_ text: Substring) -> Bool {
        let octets = Array(text.utf8)
        return octets == path.octets || octets == path.lastComponent
            || octets.contains(UInt8(ascii: "/"))
    }
}

extension Command {
    /// A command with numbers, such as `RANG 0 49`.
    fileprivate init(_ verb: Verb, numbers: [UInt64]) {
        self.init(verb, checked: Array(numbers.map(String.init).joined(separator: " ").utf8))
    }

    /// A command about a path in quotes, with numbers behind it.
    fileprivate init(_ verb: Verb, quoting path: RemotePath, numbers: [UInt64]) {
        let quote = [UInt8(ascii: "\"")]
        let words = numbers.map { " \($0)" }.joined()
        self.init(verb, checked: quote + path.octets + quote + Array(words.utf8))
    }
}
