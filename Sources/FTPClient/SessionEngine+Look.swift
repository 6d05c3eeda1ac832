internal import FTPProtocol

extension SessionEngine {
    /// Asks SIZE and MDTM (RFC 3659 §3, §4); nil when the server says that there is no such file.
    ///
    /// A refusal is a value: a server without SIZE is served without it. An absurd SIZE counts
    /// as none (QUIRKS 48).
    func look(at path: RemotePath) throws(Interruption) -> RemoteVersion? {
        let (size, modified) = try exchange(Command(.size, path), Command(.mdtm, path))
        if size.code == 550, modified.kind == .permanent { return nil }
        return RemoteVersion(
            size: value(of: size).flatMap { UInt64($0) }.flatMap(plausible),
            modified: value(of: modified))
    }

    /// The text of a 213, without the blanks around it.
    private func value(of reply: Reply) -> String? {
        guard reply.code == 213 else { return nil }
        let text = String(decoding: reply.lastLineText, as: UTF8.self)
        return text.split(separator: " ").first.map(String.init)
    }

    /// No file is larger than an offset that the kernel can hold.
    private func plausible(_ size: UInt64) -> UInt64? { size <= UInt64(Int64.max) ? size : nil }
}
