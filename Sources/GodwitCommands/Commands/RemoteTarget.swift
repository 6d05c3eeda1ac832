internal import FTPClient
internal import FTPProtocol

/// A remote argument that may be a pattern: a URL, or a path on the session that a shell has open.
///
/// In a URL, `%2A` is a star of a name and `*` one of a pattern; in a path, `\*` and `*` are.
struct RemoteTarget: Sendable {
    /// The place without patterns: for a pattern only its server counts.
    let url: FTPURL
    private let pattern: GlobPath?

    /// - Throws: ``CommandFailure`` with `usage` for what is no URL or no usable pattern.
    init(_ text: String) throws(CommandFailure) {
        let text = try BookmarkFile.expand(text) ?? text
        let octets: [UInt8]
        if text.contains("://") {
            url = try RemoteFile.parse(text)
            do throws(FTPURLError) { octets = try URLPattern.path(of: text) } catch {
                throw CommandFailure(.usage, "\(error)")
            }
        } else {
            let path = OctetText.octets(of: text)
            let literal = GlobPath.unescaping(path)
            url = try RemoteFile.parse(OctetText.text(of: literal))
            let isAbsolute = (try? RemotePath(octets: literal))?.isAbsolute ?? false
            let folder = isAbsolute ? [] : GlobPath.escaping(RemoteFile.place?.path.octets ?? [])
            let separator = folder.isEmpty || folder.last == UInt8(ascii: "/") ? "" : "/"
            octets = folder + Array(separator.utf8) + path
        }
        // VMS writes folders in brackets, and z/OS has stars of its own.
        guard !url.path.isForeign, GlobPath.isPattern(octets) else {
            pattern = nil
            return
        }
        do throws(GlobPath.Refusal) { pattern = try GlobPath(octets) } catch {
            throw CommandFailure(
                .usage, "the braces stand for more than \(GlobPath.mostAlternatives) names")
        }
    }

    /// Reads all arguments before the first of them is used; none means the shell's folder.
    static func all(_ texts: [String]) throws(CommandFailure) -> [RemoteTarget] {
        if texts.isEmpty, let place = RemoteFile.place { return [RemoteTarget(literal: place)] }
        return try texts.map { text throws(CommandFailure) in try RemoteTarget(text) }
    }

    private init(literal url: FTPURL) {
        self.url = url
        pattern = nil
    }

    /// The one place that is meant, where several make no sense.
    func literal() throws(CommandFailure) -> FTPURL {
        if pattern != nil { throw CommandFailure(.usage, "\(url): a pattern cannot stand here") }
        return url
    }

    /// What an argument stands for.
    struct Match {
        let url: FTPURL
        /// Where the part that the pattern left open begins.
        let folder: RemotePath
        /// Not known for a place that is named without a pattern.
        let kind: ListingEntry.Kind?
    }

    /// The places that are meant, found by listing where the argument is a pattern.
    func matches(on session: FTPSession) async throws(CommandFailure) -> [Match] {
        guard let pattern else { return [Match(url: url, folder: url.path.parent, kind: nil)] }
        let matches: [GlobExpansion.Match]
        do throws(FTPError) {
            matches = try await session.expand(pattern, now: EntryPrinter.now)
        } catch { throw CommandFailure(error) }
        if matches.isEmpty { throw CommandFailure(.noSuchFile, "no name fits the pattern") }
        let prefix = pattern.alternatives.first?.prefix ?? []
        let folder = (try? RemotePath(octets: prefix)) ?? .loginFolder
        return matches.compactMap { match in
            (try? RemotePath(octets: match.path)).map { path in
                Match(url: url.with(path: path), folder: folder, kind: match.kind)
            }
        }
    }
}

extension FTPURL {
    /// An entry of this folder.
    func appending(_ name: [UInt8]) throws(CommandFailure) -> FTPURL {
        do throws(ProtocolError) { return with(path: try path.appending(name)) } catch {
            throw CommandFailure(.usage, "a name with a line break cannot travel by FTP")
        }
    }
}
