internal import ArgumentParser
internal import FTPClient
package import FTPProtocol

/// What the shells' completion scripts ask for: places that a half-typed argument can become.
package enum RemoteCompletion {
    /// Longer than a person waits for a list of names.
    package static let patience = Duration.milliseconds(1500)

    /// Whole arguments that begin with the prefix: bookmarks, beginnings of URLs, and, where the
    /// URL names a server, the entries of its folder. Nobody is asked for a password.
    package static func candidates(
        for prefix: String, includingFiles: Bool = false
    ) async -> [String] {
        if let place = Place(prefix) { return await entries(of: place) }
        let schemes = FTPURL.Scheme.allCases.map { "\($0.rawValue)://" }
        let names = BookmarkFile.names.map { "\($0):" }
        let files = includingFiles ? LocalPattern.completions(of: prefix) : []
        return (names + schemes + files).filter { $0.hasPrefix(prefix) }
    }

    /// The entries of a folder on a shell's session; nil where it cannot be listed.
    /// - Parameter words: the connection's options, as `open` took them.
    package static func entries(of folder: FTPURL, options words: [String]) async -> [ListingEntry]?
    {
        await CredentialSources.$isSilent.withValue(true) {
            guard let connection = try? ConnectionOptions.parse(words),
                let output = try? OutputOptions.parse(["--quiet"]),
                let pool = try? SessionPool(connection, output: output),
                let session = try? pool.session(for: folder)
            else { return nil }
            return try? await session.entries(of: folder.path, now: EntryPrinter.now)
        }
    }

    private static func entries(of place: Place) async -> [String] {
        let names = await withTaskGroup(of: [String]?.self) { group in
            group.addTask { await list(place) }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? []
        }
        return names.filter { $0.hasPrefix(place.text + place.name) }
    }

    private static func list(_ place: Place) async -> [String]? {
        await CredentialSources.$isSilent.withValue(true) {
            guard let connection = try? ConnectionOptions.parse([]),
                let output = try? OutputOptions.parse(["--quiet"]),
                let pool = try? SessionPool(connection, output: output),
                let session = try? pool.session(for: place.folder),
                let entries = try? await session.entries(
                    of: place.folder.path, now: EntryPrinter.now)
            else { return nil }
            await pool.close()
            return entries.filter(\.hasPlainName).map { entry in
                place.text + URLPattern.escaping(name: entry.name)
                    + (entry.kind == .directory ? "/" : "")
            }
        }
    }
}

/// A half-typed argument that names a server: the folder, and the beginning of a name.
private struct Place {
    let folder: FTPURL
    /// The argument up to the last slash.
    let text: String
    let name: String

    init?(_ argument: String) {
        let behindServer: Substring
        if let scheme = argument.firstIndex(of: ":"), argument[scheme...].hasPrefix("://") {
            guard let slash = argument[scheme...].dropFirst(3).firstIndex(of: "/") else {
                return nil
            }
            behindServer = argument[slash...].dropFirst()
        } else {
            guard let colon = argument.firstIndex(of: ":"),
                (try? BookmarkFile.expand(argument)) ?? nil != nil
            else { return nil }
            behindServer = argument[colon...].dropFirst()
        }
        let name = behindServer.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        text = String(argument.dropLast(name.count))
        self.name = String(name)
        guard let folder = try? RemoteFile.parse(text) else { return nil }
        self.folder = folder
    }
}
