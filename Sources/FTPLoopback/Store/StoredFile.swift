internal import FTPProtocol

/// One file of the store.
struct StoredFile: Sendable {
    var content: FileContent
    /// What tells it from another file of the same name.
    var number = 0
    var modified = ModificationTime.now
    /// What a dead session still does to the file (QUIRKS 52).
    var ghost: Ghost?

    /// What a dead session does to the file that it was writing.
    enum Ghost {
        case holding(until: Instant)
        /// The last `octets` come into sight evenly during `span`.
        case writing(octets: Int, from: Instant, span: Duration)
    }

    /// Whether a dead session still has the file open for itself.
    func isHeld(at now: Instant) -> Bool {
        if case .holding(let end) = ghost { return now < end }
        return false
    }

    /// How long the file seems to be: a dead session may still be writing its tail.
    func visibleCount(at now: Instant) -> Int {
        guard case .writing(let octets, let start, let span) = ghost, now < start + span else {
            return content.count
        }
        let hidden = Double(octets) * (1 - (now - start) / span)
        return max(0, content.count - Int(hidden.rounded(.up)))
    }

    /// The content up to ``visibleCount(at:)``.
    func visible(at now: Instant) -> FileContent {
        let count = visibleCount(at: now)
        return count == content.count ? content : .octets(content[0..<count])
    }

    /// Opens the file for a writer, who finds what is in sight now.
    mutating func open(at now: Instant) {
        content = visible(at: now)
        ghost = nil
    }

    /// Writes octets at an offset; a gap before it reads as zeros.
    mutating func write(_ new: [UInt8], at offset: Int) {
        var octets = content.octets
        // Gives up the second reference, so that appending works in place.
        content = []
        if octets.count < offset {
            octets += [UInt8](repeating: 0, count: offset - octets.count)
        }
        let end = min(octets.count, offset + new.count)
        if offset == octets.count {
            octets += new
        } else {
            octets.replaceSubrange(offset..<end, with: new)
        }
        content = .octets(octets)
    }
}

/// Paths as the store writes them: absolute, without `.`, `..`, empty or trailing components.
enum StorePath {
    /// What a command's argument means in the current folder.
    static func resolve(_ argument: String, in folder: String) -> String {
        let whole = argument.hasPrefix("/") ? argument : folder + "/" + argument
        var components: [Substring] = []
        for component in whole.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        return "/" + components.joined(separator: "/")
    }

    static func folder(of path: String) -> String { resolve("..", in: path) }

    static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? "/"
    }

    /// `/a`, `/a/b` for `/a/b/c`; the root always exists.
    static func foldersAbove(_ path: String) -> [String] {
        let components = path.split(separator: "/").dropLast()
        return components.indices.map { "/" + components[...$0].joined(separator: "/") }
    }
}
