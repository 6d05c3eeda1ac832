package import FTPProtocol
internal import FTPTransport

/// Remote arguments: a URL, or a path on the session that a shell has open.
package enum RemoteFile {
    /// Where a shell stands; nil on the command line.
    package static var place: FTPURL? { CommandContext.current.place }

    /// Reads a URL, or a path below ``place``.
    package static func parse(_ text: String) throws(CommandFailure) -> FTPURL {
        let text = try BookmarkFile.expand(text) ?? text
        if let place, !text.contains("://") { return try parse(text, at: place) }
        do throws(FTPURLError) { return try FTPURL(text) } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// Reads a path as the shell's user means it: absolute with `/`, else below the folder.
    package static func parse(_ path: String, at folder: FTPURL) throws(CommandFailure) -> FTPURL {
        do throws(ProtocolError) {
            let path = try RemotePath(path)
            return folder.with(
                path: try path.isAbsolute ? path : folder.path.appending(path.octets))
        } catch {
            throw CommandFailure(.usage, "a path with a line break cannot travel by FTP")
        }
    }

    /// Whether a text names a server by itself: a URL, or a bookmark and a colon.
    static func namesServer(_ text: String) throws(CommandFailure) -> Bool {
        if text.contains("://") { return true }
        return try BookmarkFile.expand(text) != nil
    }

    /// Reads all URLs before the first of them is used; none of them means the shell's folder.
    static func all(_ texts: [String]) throws(CommandFailure) -> [FTPURL] {
        if texts.isEmpty, let place { return [place] }
        return try texts.map { text throws(CommandFailure) in try parse(text) }
    }

    /// Reads all URLs of files before the first of them is used.
    static func allFiles(_ texts: [String]) throws(CommandFailure) -> [FTPURL] {
        try texts.map { text throws(CommandFailure) in try parseFile(text) }
    }

    /// Reads the URL of a file.
    static func parseFile(_ text: String) throws(CommandFailure) -> FTPURL {
        let url = try parse(text)
        switch url.type {
        case nil, .image, .ascii: return url
        case .directory: throw CommandFailure(.usage, "\(url) asks for a listing: use ls")
        }
    }

    /// Where a local file goes in a remote folder: under its own name.
    static func path(of file: String, in folder: FTPURL) throws(CommandFailure) -> RemotePath {
        let name = file.split(separator: "/").last ?? "/"
        do throws(ProtocolError) {
            return try folder.path.appending(OctetText.octets(of: String(name)))
        } catch {
            throw CommandFailure(.usage, "\(file): a name with a line break cannot travel by FTP")
        }
    }
}

/// The local name of a download.
enum LocalName {
    /// The last component of the remote path, in a folder if one is named.
    static func of(_ path: RemotePath, in folder: String?) throws(CommandFailure) -> String {
        let octets = path.localName
        guard !octets.isEmpty else {
            throw CommandFailure(.usage, "the URL names a folder; use ls, or name a file")
        }
        guard octets != Array(".".utf8), octets != Array("..".utf8) else {
            throw CommandFailure(.usage, "\(path) makes no local name; name one with -o")
        }
        let name = OctetText.text(of: octets)
        guard let folder else { return name }
        return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// Fails where there is no such folder: once, and before anything is asked of a server.
    static func requireFolder(_ folder: String?) throws(CommandFailure) {
        guard let folder else { return }
        let path = LocalPath(OctetText.octets(of: CommandContext.current.local(folder)))
        do throws(TransportError) { if try path.metadata()?.kind == .folder { return } } catch {
            throw CommandFailure(.cannotCreate, "cannot write into \(folder): \(error)")
        }
        throw CommandFailure(.cannotCreate, "there is no folder \(folder) here: make it first")
    }
}
