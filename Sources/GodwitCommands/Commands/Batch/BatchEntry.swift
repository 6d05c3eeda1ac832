internal import FTPProtocol
internal import FoundationEssentials

/// One transfer of a list.
struct BatchEntry: Sendable, Equatable {
    enum Kind: String, Sendable { case get, put }

    let kind: Kind
    let url: FTPURL
    /// The local file, as the list names it.
    let file: String
    /// What the file has to hash to.
    var hash: FileHash?
    /// Higher ones come first.
    var priority = 0
    var usesTemporaryName = false
    var preserves = false

    /// What it does, in one line without secrets: by this, a later run knows the entry again.
    var what: String {
        switch kind {
        case .get: "get \(url.withoutPassword) -o \(ListWords.quoted(file))"
        case .put: "put \(ListWords.quoted(file)) \(url.withoutPassword)"
        }
    }

    /// Reads a line: words as `get` and `put` take them, or a JSON object.
    /// - Throws: ``CommandFailure`` with `usage` that says what is wrong with it.
    init(_ line: String) throws(CommandFailure) {
        let line = line.drop { $0.isWhitespace }
        if line.first == "{" {
            try self.init(object: BatchObject(line))
        } else {
            try self.init(words: try ListWords.split(line))
        }
    }

    // MARK: Words

    private init(words: [String]) throws(CommandFailure) {
        guard let verb = words.first, let kind = Kind(rawValue: verb) else {
            throw CommandFailure(
                .usage, "a line begins with get or put, not \(words.first ?? "nothing")")
        }
        var object = BatchObject(command: kind)
        var names: [String] = []
        var rest = words.dropFirst()
        func value(of option: String) throws(CommandFailure) -> String {
            guard let value = rest.popFirst() else {
                throw CommandFailure(.usage, "\(option) needs a value")
            }
            return value
        }
        while let word = rest.popFirst() {
            switch word {
            case "--":
                names += rest
                rest = []
            case "-o" where kind == .get: object.file = try value(of: word)
            case "-O" where kind == .get: object.folder = try value(of: word)
            case "--temp" where kind == .put: object.temp = true
            case "--preserve": object.preserve = true
            case "--sha256": object.sha256 = try value(of: word)
            case "--priority":
                let text = try value(of: word)
                guard let priority = Int(text) else {
                    throw CommandFailure(.usage, "--priority is a number, not \(text)")
                }
                object.priority = priority
            case _ where word.hasPrefix("-") && word != "-":
                throw CommandFailure(.usage, "a line with \(verb) takes no \(word)")
            default: names.append(word)
            }
        }
        guard names.count == (kind == .get ? 1 : 2) else {
            throw CommandFailure(
                .usage, kind == .get ? "write get URL [-o FILE]" : "write put FILE URL")
        }
        object.url = names.last
        if kind == .put { object.file = names.first }
        try self.init(object: object)
    }

    // MARK: Objects

    private init(object: BatchObject) throws(CommandFailure) {
        guard let text = object.url else { throw CommandFailure(.usage, "the line names no url") }
        kind = object.command
        let url = try RemoteFile.parseFile(text)
        switch kind {
        case .get:
            if object.file != nil && object.folder != nil {
                throw CommandFailure(.usage, "a line names a file or a folder, not both")
            }
            if let named = object.file {
                file = named
            } else {
                file = try LocalName.of(url.path, in: object.folder)
            }
            self.url = url
        case .put:
            guard let file = object.file else {
                throw CommandFailure(.usage, "the line names no file")
            }
            self.file = file
            self.url =
                url.path.lastComponent.isEmpty
                ? url.with(path: try RemoteFile.path(of: file, in: url)) : url
        }
        if file == "-" || file.isEmpty {
            throw CommandFailure(.usage, "the transfers of a batch need files, not streams")
        }
        if let digits = object.sha256 {
            guard let hash = FileHash(.sha256, digits: digits) else {
                throw CommandFailure(.usage, "a SHA-256 has 64 hexadecimal digits")
            }
            self.hash = hash
        }
        priority = object.priority ?? 0
        usesTemporaryName = object.temp ?? false
        preserves = object.preserve ?? false
    }
}

/// A line of a list as a JSON object.
private struct BatchObject: Decodable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case command, url, file, folder, sha256, priority, temp, preserve
    }

    /// Any name: a misspelt one must not be passed over.
    private struct Name: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    let command: BatchEntry.Kind
    var url: String?
    var file: String?
    var folder: String?
    var sha256: String?
    var priority: Int?
    var temp: Bool?
    var preserve: Bool?

    init(command: BatchEntry.Kind) { self.command = command }

    init(_ line: some StringProtocol) throws(CommandFailure) {
        do {
            self = try JSONDecoder().decode(BatchObject.self, from: Data(line.utf8))
        } catch let failure as CommandFailure {
            throw failure
        } catch let error as DecodingError {
            throw CommandFailure(.usage, "the JSON of the line \(Self.complaint(error))")
        } catch {
            throw CommandFailure(.usage, "the line is no JSON object")
        }
    }

    init(from decoder: any Decoder) throws {
        let names = try decoder.container(keyedBy: Name.self).allKeys.map(\.stringValue)
        if let unknown = names.first(where: { CodingKeys(rawValue: $0) == nil }) {
            let known = CodingKeys.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure(.usage, "a line has no \(unknown); there are: \(known)")
        }
        let members = try decoder.container(keyedBy: CodingKeys.self)
        let verb = try members.decode(String.self, forKey: .command)
        guard let command = BatchEntry.Kind(rawValue: verb) else {
            throw CommandFailure(.usage, "the command of a line is get or put, not \(verb)")
        }
        self.command = command
        url = try members.decodeIfPresent(String.self, forKey: .url)
        file = try members.decodeIfPresent(String.self, forKey: .file)
        folder = try members.decodeIfPresent(String.self, forKey: .folder)
        sha256 = try members.decodeIfPresent(String.self, forKey: .sha256)
        priority = try members.decodeIfPresent(Int.self, forKey: .priority)
        temp = try members.decodeIfPresent(Bool.self, forKey: .temp)
        preserve = try members.decodeIfPresent(Bool.self, forKey: .preserve)
    }

    private static func complaint(_ error: DecodingError) -> String {
        switch error {
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "has another kind of value for \(context.codingPath.last?.stringValue ?? "itself")"
        case .keyNotFound(let key, _): "has no \(key.stringValue)"
        case .dataCorrupted: "cannot be read"
        @unknown default: "cannot be read"
        }
    }
}
