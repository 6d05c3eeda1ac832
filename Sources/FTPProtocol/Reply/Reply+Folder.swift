extension Reply {
    /// The path in a 257 (RFC 959 Appendix II): between quotes, each of its own doubled.
    ///
    /// Without quotes it is the first word, if that can be a path: `257 /home/bird`,
    /// `257 DISK$USER:[BIRD]`. Nil when the reply names no folder.
    package var folder: RemotePath? {
        guard code == 257 else { return nil }
        let text = lastLineText.trimmingBlanks
        let quote = UInt8(ascii: "\"")
        guard let open = text.firstIndex(of: quote) else {
            let word = text.prefix { $0 != UInt8(ascii: " ") }
            return Self.looksLikePath(word) ? try? RemotePath(octets: word) : nil
        }
        var path: [UInt8] = []
        var rest = text[(open + 1)...]
        while let octet = rest.popFirst() {
            if octet == quote {
                guard rest.first == quote else { return try? RemotePath(octets: path) }
                rest = rest.dropFirst()
            }
            path.append(octet)
        }
        return nil
    }

    private static func looksLikePath(_ word: ArraySlice<UInt8>) -> Bool {
        word.contains { "/\\[:'".utf8.contains($0) }
    }
}

extension Reply {
    /// Whether a listing that is confirmed admits to be incomplete: vsftpd's "226 Transfer done
    /// (but failed to open directory).", pure-ftpd's "226 Output truncated to 2000 matches".
    ///
    /// A hint in words, for want of a code (QUIRKS 27): without it a folder seems to be empty.
    package var admitsGap: Bool {
        lines.contains { line in
            let text = String(decoding: line, as: UTF8.self)
            return text.contains("failed to open directory") || text.contains("Output truncated")
        }
    }
}
