internal import FTPProtocol

/// Names, sizes and times; everything that needs no data connection.
extension Session {
    func absolute(_ argument: String) -> String { StorePath.resolve(argument, in: folder) }

    /// The file, or nil after the refusal was sent.
    func existing(_ argument: String) -> StoredFile? {
        let isShown = !behaviour.files.showsNothing
        let file = isShown ? server.store.file(absolute(argument)) : nil
        if file == nil { reply("550 \(argument): No such file.") }
        return file
    }

    /// Whether a dead session keeps the file; the refusal was sent then (QUIRKS 52).
    func isHeld(_ argument: String) -> Bool {
        guard server.store.file(absolute(argument))?.isHeld(at: .now) == true else { return false }
        reply("550 \(argument): The file is being used by another process.")
        return true
    }

    func workingFolder() {
        let quoted = folder.split(separator: "\"", omittingEmptySubsequences: false)
        reply("257 \"\(quoted.joined(separator: "\"\""))\" is the current folder.")
    }

    func changeFolder(_ argument: String) {
        let target = absolute(argument)
        guard server.store.isFolder(target) else {
            return reply("550 \(argument): No such folder.")
        }
        folder = target
        reply("250 Folder changed.")
    }

    func size(_ argument: String) {
        if behaviour.files.refusesSizeInASCII, representation == .ascii {
            return reply("550 SIZE not allowed in ASCII mode.")
        }
        guard let file = existing(argument) else { return }
        reply("213 \(reportedSize(file))")
    }

    func modificationTime(_ argument: String) {
        guard let file = existing(argument) else { return }
        reply("213 \(reportedTime(file).timeValue)")
    }

    func facts(_ argument: String) {
        let path = absolute(argument)
        let facts: String
        if !behaviour.files.showsNothing, let file = server.store.file(path) {
            facts = fileFacts(file)
        } else if server.store.isFolder(path) {
            facts = Self.folderFacts
        } else {
            return reply("550 \(argument): No such file or folder.")
        }
        reply(.reply("250-Facts:", " \(facts) \(path)", "250 End"))
    }

    func fileFacts(_ file: StoredFile) -> String {
        let unique = behaviour.files.tellsUnique ? "unique=FD00U\(file.number);" : ""
        return "type=file;size=\(reportedSize(file));modify=\(reportedTime(file).timeValue);"
            + unique
    }

    static let folderFacts = "type=dir;"

    func reportedSize(_ file: StoredFile) -> Int {
        file.visibleCount(at: .now) + behaviour.files.sizeError
    }

    func reportedTime(_ file: StoredFile) -> ModificationTime {
        file.modified.shifted(bySeconds: behaviour.files.secondsFromUTC)
    }

    func delete(_ argument: String) {
        guard existing(argument) != nil, !isHeld(argument) else { return }
        server.store.remove(absolute(argument))
        reply("250 Deleted.")
    }

    func makeFolder(_ argument: String) {
        let target = absolute(argument)
        guard server.store.isFolder(StorePath.folder(of: target)),
            server.store.makeFolder(target)
        else { return reply("550 \(argument): File exists, or no folder above it.") }
        reply("257 \"\(target)\" created.")
    }

    func removeFolder(_ argument: String) {
        guard server.store.removeFolder(absolute(argument)) else {
            return reply("550 \(argument): No such folder, or not empty.")
        }
        reply("250 Removed.")
    }

    func renameFrom(_ argument: String) {
        let source = absolute(argument)
        if isHeld(argument) { return }
        if !server.store.isFolder(source), existing(argument) == nil { return }
        renameSource = source
        reply("350 RNTO, please.")
    }

    func renameTo(_ argument: String) {
        guard let source = renameSource else { return reply("503 RNFR first.") }
        renameSource = nil
        guard server.store.rename(source, to: absolute(argument)) else {
            return reply("553 \(argument): Cannot rename.")
        }
        reply("250 Renamed.")
    }

    func rest(_ argument: String) {
        guard let offset = Int(argument), offset >= 0 else { return reply("501 Not an offset.") }
        restart = offset
        reply("350 Restarting at \(offset).")
    }

    /// The octets of a listing; nil when there is no such folder or file.
    func listing(_ verb: String, _ argument: String) -> FileContent? {
        let target = absolute(argument)
        let entries: [(name: String, file: StoredFile?)]
        if let found = server.store.entries(of: target) {
            entries = found
        } else if let file = server.store.file(target), verb != "MLSD" {
            entries = [(argument, file)]
        } else {
            return nil
        }
        let lines = entries.map { line(verb, name: $0.name, file: $0.file) + "\r\n" }
        return .octets(Array(lines.joined().utf8))
    }

    private func line(_ verb: String, name: String, file: StoredFile?) -> String {
        switch verb {
        case "NLST": return name
        case "MLSD": return "\(file.map(fileFacts) ?? Self.folderFacts) \(name)"
        default:
            let size = String(file.map(reportedSize) ?? 4096)
            let padding = String(repeating: " ", count: max(0, 12 - size.utf8.count))
            let mode = file == nil ? "drwxr-xr-x" : "-rw-r--r--"
            let time = file.map(reportedTime) ?? .now
            return "\(mode)   1 ftp      ftp     \(padding)\(size) \(time.listValue) \(name)"
        }
    }
}
