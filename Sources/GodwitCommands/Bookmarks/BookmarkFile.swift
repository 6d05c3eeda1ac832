package import FTPProtocol
internal import FTPTransport

/// `$XDG_CONFIG_HOME/godwit/bookmarks`.
package enum BookmarkFile {
    /// More than a person can use.
    private static let greatestOctets = 4 << 20

    /// Nil without a home.
    static var path: String? { StateFolder.configuration.map { $0 + "/bookmarks" } }

    /// The names, for completion; none where the file cannot be read.
    package static var names: [String] { (try? load())?.bookmarks.map(\.name) ?? [] }

    /// The URL of a bookmark; nil when there is none of that name.
    package static func url(named name: String) throws(CommandFailure) -> FTPURL? {
        guard Bookmark.isName(name) else { return nil }
        return try load()[name]?.url
    }

    /// The place that a bookmark's name, or `NAME:PATH`, stands for; nil for other texts.
    static func place(_ text: String) throws(CommandFailure) -> FTPURL? {
        if let url = try url(named: text) { return url }
        guard let expanded = try expand(text) else { return nil }
        do throws(FTPURLError) { return try FTPURL(expanded) } catch {
            throw CommandFailure(.usage, "\(error)")
        }
    }

    /// The URL that `NAME:` or `NAME:PATH` stands for, as text: the path is written as in a URL,
    /// below the bookmark's folder, or with a slash in front from the root. Nil for other texts.
    package static func expand(_ text: String) throws(CommandFailure) -> String? {
        guard let colon = text.firstIndex(of: ":"), !text[colon...].hasPrefix("://"),
            let url = try url(named: String(text[..<colon]))
        else { return nil }
        let path = text[colon...].dropFirst()
        if path.hasPrefix("/") {
            return url.with(path: .loginFolder).textWithPassword + "%2F" + path.dropFirst()
        }
        let folder = url.textWithPassword
        return folder + (folder.hasSuffix("/") || path.isEmpty ? "" : "/") + path
    }

    /// The bookmarks; none when there is no file.
    /// - Throws: ``CommandFailure`` with `configuration` and the line that is wrong.
    static func load() throws(CommandFailure) -> BookmarkList {
        guard let path else { return BookmarkList() }
        let octets: [UInt8]?
        do throws(TransportError) {
            octets = try LocalPath(path).contents(atMost: greatestOctets)
        } catch { throw CommandFailure(.configuration, "cannot read \(path): \(error)") }
        guard let octets else { return BookmarkList() }
        do throws(BookmarkList.Malformed) {
            return try BookmarkList(String(decoding: octets, as: UTF8.self))
        } catch {
            throw CommandFailure(.configuration, "\(path):\(error.line): \(error.reason)")
        }
    }

    /// Replaces the file at once; only its owner can read it.
    static func save(_ list: BookmarkList) throws(CommandFailure) {
        guard let path else {
            throw CommandFailure(.configuration, "there is no home for bookmarks: set HOME")
        }
        do throws(TransportError) {
            try LocalPath(path).folder.makeFolders(permissions: 0o700)
            try LocalPath(path).replaceContents(with: Array(list.text.utf8))
        } catch { throw CommandFailure(.cannotCreate, "cannot write \(path): \(error)") }
    }
}
