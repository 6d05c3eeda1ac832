internal import FTPProtocol

/// A place with a name of the user's.
struct Bookmark: Sendable, Equatable {
    var name: String
    /// With a password only where the user asked for it to be kept.
    var url: FTPURL
    /// Prints the password, as `--password-command` does.
    var passwordCommand: String?
    /// The local folder that belongs to it.
    var localFolder: String?
    /// Lines of the file that Godwit does not know, comments among them: they are kept.
    var otherLines: [String] = []

    /// Whether a text can be a name: it stands before a colon and on a line of its own.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && !text.contains { ":/\\[]*?{}\"'#".contains($0) || $0.isWhitespace || $0.isNewline }
            && !text.hasPrefix("-")
    }
}

/// The bookmarks and their file: a section `[NAME]` for each, and lines `key = value` in it.
struct BookmarkList: Sendable, Equatable {
    /// A line that cannot be understood.
    struct Malformed: Error, Equatable {
        let line: Int
        let reason: String
    }

    private(set) var bookmarks: [Bookmark] = []
    /// What stands above the first section.
    private var heading: [String] = []

    init() {}

    init(_ text: String) throws(Malformed) {
        var section: Section?
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let trimmed = line.trimmingBlanks
            if trimmed.hasPrefix("["), trimmed.hasSuffix("]") {
                if let section { bookmarks.append(try section.bookmark()) }
                let name = String(trimmed.dropFirst().dropLast().trimmingBlanks)
                guard Bookmark.isName(name), self[name] == nil else {
                    throw Malformed(line: index + 1, reason: "'\(name)' cannot be a name here")
                }
                section = Section(name: name, line: index + 1)
            } else if section == nil {
                heading.append(String(line))
            } else {
                section?.take(String(line))
            }
        }
        if let section { bookmarks.append(try section.bookmark()) }
        while heading.last == "" { heading.removeLast() }
    }

    subscript(name: String) -> Bookmark? { bookmarks.first { $0.name == name } }

    /// The bookmark of a server and user, if one has a password command.
    func bookmark(for url: FTPURL, user: String) -> Bookmark? {
        bookmarks.first {
            $0.passwordCommand != nil && $0.url.host == url.host && $0.url.user == user
                && $0.url.effectivePort == url.effectivePort
        }
    }

    /// Adds a bookmark, or replaces the one of its name.
    mutating func set(_ bookmark: Bookmark) {
        if let index = bookmarks.firstIndex(where: { $0.name == bookmark.name }) {
            bookmarks[index] = bookmark
        } else {
            bookmarks.append(bookmark)
        }
    }

    /// False when there is none of that name.
    mutating func remove(_ name: String) -> Bool {
        guard let index = bookmarks.firstIndex(where: { $0.name == name }) else { return false }
        bookmarks.remove(at: index)
        return true
    }

    /// The file's text; reading it again gives the same list.
    var text: String {
        var lines = heading
        for (index, bookmark) in bookmarks.enumerated() {
            if index > 0 { lines.append("") }
            lines.append("[\(bookmark.name)]")
            lines.append("url = \(bookmark.url.textWithPassword)")
            if let command = bookmark.passwordCommand {
                lines.append("password-command = \(command)")
            }
            if let folder = bookmark.localFolder { lines.append("local = \(folder)") }
            lines += bookmark.otherLines
        }
        return lines.map { $0 + "\n" }.joined()
    }
}

/// The lines below one `[NAME]`.
private struct Section {
    let name: String
    let line: Int
    var url: String?
    var passwordCommand: String?
    var localFolder: String?
    var otherLines: [String] = []

    init(name: String, line: Int) {
        self.name = name
        self.line = line
    }

    mutating func take(_ line: String) {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count == 2 ? String(parts[1].trimmingBlanks) : ""
        switch parts.first?.trimmingBlanks {
        case "url": url = value
        case "password-command": passwordCommand = value
        case "local": localFolder = value
        case "": if !line.allSatisfy(\.isWhitespace) { otherLines.append(line) }
        default: otherLines.append(line)
        }
    }

    func bookmark() throws(BookmarkList.Malformed) -> Bookmark {
        guard let url else {
            throw BookmarkList.Malformed(line: line, reason: "[\(name)] has no url = …")
        }
        let place: FTPURL
        do throws(FTPURLError) { place = try FTPURL(url) } catch {
            throw BookmarkList.Malformed(line: line, reason: "[\(name)]: \(error)")
        }
        return Bookmark(
            name: name, url: place, passwordCommand: passwordCommand, localFolder: localFolder,
            otherLines: otherLines)
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    fileprivate var trimmingBlanks: SubSequence {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        guard let last = lastIndex(where: { !$0.isWhitespace }), start <= last else {
            return self[endIndex...]
        }
        return self[start...last]
    }
}
