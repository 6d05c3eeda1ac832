public import FTPProtocol

extension FTPSession {
    /// Makes a folder with MKD.
    /// - Parameter parents: makes the folders above it too; a folder that exists is *not* an
    ///   error then.
    /// - Throws: ``FTPError`` with `notPermitted` when something has that name, `noSuchFile` when
    ///   there is no folder above it.
    public func makeFolder(_ path: RemotePath, parents: Bool = false) async throws(FTPError) {
        try await connected { engine throws(FTPError) in
            try engine.makeFolder(path, parents: parents)
        }
    }

    /// Removes an empty folder with RMD.
    /// - Throws: ``FTPError`` with `noSuchFile`, or `notPermitted` also when it is not empty.
    public func removeFolder(_ path: RemotePath) async throws(FTPError) {
        try await change(Command(.rmd, path), of: path)
    }

    /// Removes a file, or a link itself, with DELE.
    /// - Throws: ``FTPError`` with `noSuchFile`, or `notPermitted` also for a folder.
    public func removeFile(_ path: RemotePath) async throws(FTPError) {
        try await change(Command(.dele, path), of: path)
    }

    /// Gives a file or a folder another name with RNFR and RNTO, and looks whether it has it.
    /// - Parameter replacing: where the server refuses because the new name is taken, that file
    ///   is deleted first; many servers replace it without being asked to.
    /// - Throws: ``FTPError`` with `verificationFailed` when the server said yes and did nothing.
    public func rename(
        _ source: RemotePath, to target: RemotePath, replacing: Bool = false
    ) async throws(FTPError) {
        try await connected { engine throws(FTPError) in
            try engine.rename(source, to: target, replacing: replacing)
        }
    }

    /// Sets permission bits with SITE CHMOD.
    /// - Parameter mode: 0 to 0o7777; higher bits are cut off.
    public func setPermissions(_ mode: UInt16, of path: RemotePath) async throws(FTPError) {
        try await change(.permissions(mode, of: path), of: path)
    }

    /// Sets the modification time with MFMT, MDTM or SITE UTIME: whichever the server takes.
    /// - Parameter time: sent in UTC, to the second.
    /// - Throws: ``FTPError`` with `notPermitted` when the server takes none of them.
    public func setModificationTime(
        _ time: FTPTime, of path: RemotePath
    ) async throws(FTPError) {
        try await connected { engine throws(FTPError) in
            try engine.setModificationTime(time, of: path)
        }
    }

    /// Makes a symbolic link with SITE SYMLINK, which ProFTPD knows.
    /// - Parameter target: what the link holds, as it stands.
    /// - Throws: ``FTPError`` with `protocolViolation` for names with blanks, which that command
    ///   cannot say, and for servers without it.
    public func makeSymbolicLink(
        to target: RemotePath, at path: RemotePath
    ) async throws(FTPError) {
        let command: Command
        do throws(ProtocolError) { command = try .symbolicLink(to: target, at: path) } catch {
            throw FTPError(.protocolViolation, "SITE SYMLINK cannot say a name with a blank")
        }
        try await change(command, of: path)
    }

    /// The size in octets with SIZE (RFC 3659 §4), and the time with MDTM (§3); nil for what the
    /// server does not tell.
    /// - Throws: ``FTPError`` with `noSuchFile` when the server has no such file.
    public func version(of path: RemotePath) async throws(FTPError) -> FileVersion {
        try await connected { engine throws(FTPError) in
            let found: RemoteVersion?
            do throws(Interruption) { found = try engine.look(at: path) } catch {
                throw FTPError(error)
            }
            if let found {
                return FileVersion(
                    size: found.size,
                    modified: found.modified.flatMap { FTPTime(timeValue: $0.utf8) })
            }
            throw FTPError(.noSuchFile(.size, try engine.ask(Command(.size, path))))
        }
    }

    /// The hash of a whole file as the server computes it, by HASH (draft-bryan-ftpext-hash) or
    /// by an older command such as XSHA256.
    ///
    /// The server reads the whole file for it, and is waited for accordingly.
    /// - Parameter algorithm: nil for the strongest that the server offers.
    /// - Throws: ``FTPError`` with `noSuchFile`, or `protocolViolation` for a server that offers
    ///   no such hash.
    public func hash(
        of path: RemotePath, by algorithm: HashAlgorithm? = nil
    ) async throws(FTPError) -> FileHash {
        try await connected { engine throws(FTPError) in try engine.hash(of: path, by: algorithm) }
    }

    /// Asks a question that the server answers in its own words; any reply is a value.
    public func ask(_ question: ServerQuestion) async throws(FTPError) -> Reply {
        let command: Command
        do throws(ProtocolError) { command = try question.command } catch { throw FTPError(error) }
        return try await connected { engine throws(FTPError) in try engine.ask(command) }
    }

    /// Sends a line in the user's own words; any reply is a value.
    package func send(_ line: VerbatimCommand) async throws(FTPError) -> Reply {
        try await connected { engine throws(FTPError) in try engine.ask(line.command) }
    }

    private func change(_ command: Command, of path: RemotePath) async throws(FTPError) {
        try await connected { engine throws(FTPError) in
            _ = try engine.change(command, of: path)
        }
    }

    private func connected<Value: Sendable>(
        _ body: (SessionEngine) throws(FTPError) -> Value
    ) async throws(FTPError) -> Value {
        try await perform { engine throws(FTPError) in
            try engine.ensureConnected()
            return try body(engine)
        }
    }
}

/// What SIZE and MDTM say about a file.
public struct FileVersion: Sendable, Hashable {
    /// Octets; nil when the server does not tell.
    public let size: UInt64?
    /// When it was modified last; nil when the server does not tell.
    public let modified: FTPTime?
}

/// A question whose answer is for people.
public enum ServerQuestion: Sendable, Hashable {
    /// `SYST`: the kind of system (RFC 959 §4.1.3).
    case system
    /// `STAT`, about the session, or about a path (RFC 959 §4.1.3).
    case status(RemotePath?)
    /// `HELP`, in general or about a command (RFC 959 §4.1.3).
    case help(String?)
    /// `SITE` and words of this server (RFC 959 §4.1.3).
    case site(String)

    var command: Command {
        get throws(ProtocolError) {
            switch self {
            case .system: try Command(.syst)
            case .status(let path): Command(.stat, path ?? .loginFolder)
            case .help(let topic): try Command(.help, topic)
            case .site(let words): try Command(.site, words)
            }
        }
    }
}
