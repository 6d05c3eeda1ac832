public import FTPProtocol
internal import FTPTransport

extension FTPSession {
    /// What the server calls a folder, as PWD says it behind CWD; the session then goes back, so
    /// that later paths still begin at the login folder.
    /// - Parameter path: the folder; an empty path is the one after the login.
    /// - Returns: the server's name, which also resolves `..` and links; `path` itself where the
    ///   server lacks PWD (RFC 959 §4.1.3).
    /// - Throws: ``FTPError`` with ``FTPError/Code/noSuchFile`` when the folder cannot be entered.
    public func folder(at path: RemotePath) async throws(FTPError) -> RemotePath {
        try await perform { engine throws(FTPError) in
            try engine.ensureConnected()
            return try engine.folder(at: path)
        }
    }
}

extension SessionEngine {
    /// The server's own name of a folder.
    func folder(at path: RemotePath) throws(FTPError) -> RemotePath {
        if path.octets.isEmpty { return folder(in: try ask(.pwd)) ?? path }
        let replies: [Reply]
        do throws(Interruption) {
            replies = try exchange(flight: [.pwd, Command(.cwd, path), .pwd])
        } catch { throw FTPError(error) }
        let entered = replies[1]
        guard entered.kind == .completion else { throw FTPError(.noSuchFile(.cwd, entered)) }
        let (before, name) = (folder(in: replies[0]), folder(in: replies[2]))
        if let before { _ = try ask(Command(.cwd, before)) }
        return name ?? path
    }
}
