internal import ArgumentParser
internal import FTPProtocol
internal import GodwitCommands

/// Finds what an unfinished word can become.
struct Completer {
    /// What an argument of a command is.
    private enum Kind {
        case remote, remoteFolder, local, localFolder, localThenRemote, host, nothing
    }

    let shell: ShellEnvironment
    let cache: ListingCache

    /// The candidates, sorted, each once.
    func candidates(at point: CompletionPoint) async -> [Candidate] {
        let found: [Candidate]
        switch point.place {
        case .local: found = []
        case .redirection: found = LocalNames.candidates(for: point.partial)
        case .command: found = await words(at: point)
        }
        return Array(Set(found.filter { $0.text.hasPrefix(point.partial) }))
            .sorted { $0.text < $1.text }
    }

    private func words(at point: CompletionPoint) async -> [Candidate] {
        guard let verb = point.words.first else {
            return Self.texts(ShellTable.names + shell.aliases.keys)
        }
        if let fixed = fixedWords(verb, point) { return Self.texts(fixed) }
        let command = ShellTable.command(named: verb)
        let options = command.map { OptionCatalogue.shared.options(of: $0) } ?? []
        if point.partial.hasPrefix("-") { return Self.texts(options.flatMap(\.spellings)) }
        if let last = point.words.last, point.words.count > 1,
            let option = options.first(where: { $0.spellings.contains(last) }), !option.isFlag
        {
            return option.values.isEmpty
                ? LocalNames.candidates(for: point.partial) : Self.texts(option.values)
        }
        return await arguments(kind(of: verb, options, point), point.partial)
    }

    /// Words that come from the shell itself; nil for other commands.
    private func fixedWords(_ verb: String, _ point: CompletionPoint) -> [String]? {
        switch verb {
        case "set" where point.words.count == 1, "unset": return settings(like: point.partial)
        case "set":
            let setting = Setting(key: point.words[1], value: "", origin: "")
            guard
                let option = options(for: setting.command).first(where: { $0.name == setting.name })
            else { return ["on", "off"] }
            return option.isFlag ? ["on", "off"] : option.values
        case "help": return ShellTable.names
        case "alias", "unalias": return shell.aliases.keys.sorted()
        case "fg", "bg", "wait", "kill":
            return shell.jobs.running.compactMap { $0.number.map { "\($0)" } }
                + DetachedJob.all.map(\.name)
        case "attach": return DetachedJob.all.map(\.name)
        case "exit", "quit", "bye": return ["bg", "kill"]
        case "cache": return ["show", "clear"]
        default: return nil
        }
    }

    /// The settings that a beginning can become: those of one command behind its name.
    private func settings(like partial: String) -> [String] {
        let common = options(for: nil).map(\.name) + ShellSetting.allCases.map(\.rawValue)
        guard let colon = partial.firstIndex(of: ":") else { return common }
        let command = String(partial[..<colon])
        return options(for: command).map { "\(command):\($0.name)" }
    }

    /// The options of a command; those that all network commands share without one.
    private func options(for command: String?) -> [OptionInfo] {
        guard let command else { return OptionCatalogue.shared.common }
        return ShellTable.command(named: command).map { OptionCatalogue.shared.options(of: $0) }
            ?? []
    }

    private func kind(of verb: String, _ options: [OptionInfo], _ point: CompletionPoint) -> Kind {
        switch verb {
        case "open": return .host
        case "cd", "mkdir", "rmdir": return .remoteFolder
        case "lcd": return .localFolder
        case "source", ".", "lls": return .local
        case "put", "mput", "reput", "send":
            return point.words.count > 1 ? .localThenRemote : .local
        case "user", "echo", "sleep", "repeat", "at": return .nothing
        default:
            // What takes a time limit talks to servers.
            return options.contains { $0.name == "timeout" } ? .remote : .local
        }
    }

    private func arguments(_ kind: Kind, _ partial: String) async -> [Candidate] {
        switch kind {
        case .nothing: return []
        case .local: return LocalNames.candidates(for: partial)
        case .localFolder: return LocalNames.candidates(for: partial, foldersOnly: true)
        case .host:
            if !partial.contains("://") || !partial.dropFirst(8).contains("/") {
                return Self.texts(KnownHosts.places(matching: partial))
            }
            return await remote(partial)
        case .remote: return await remote(partial)
        case .remoteFolder: return await remote(partial).filter { $0.text.hasSuffix("/") }
        case .localThenRemote:
            return LocalNames.candidates(for: partial) + (await remote(partial))
        }
    }

    // MARK: Servers

    private func remote(_ partial: String) async -> [Candidate] {
        if partial.contains("://") {
            return Self.texts(await RemoteCompletion.candidates(for: partial))
        }
        guard shell.context.place != nil else {
            return Self.texts(await RemoteCompletion.candidates(for: partial))
        }
        let slash = partial.lastIndex(of: "/")
        let typed = slash.map { String(partial[...$0]) } ?? ""
        guard let names = await names(of: typed) else { return [] }
        let prefix = partial.dropFirst(typed.count)
        return names.filter { !$0.hasPrefix(".") || prefix.hasPrefix(".") }
            .map { Candidate(text: typed + $0) }
    }

    private func names(of typed: String) async -> [String]? {
        // A context of its own: what the cursor waits for may not ask for a password.
        let context = shell.context.separate(
            console: shell.context.console, sessions: shell.context.sessions)
        context.mayAsk = false
        return await context.run {
            guard let place = context.place,
                let folder = typed.isEmpty ? place : try? RemoteFile.parse(typed)
            else { return nil }
            if let names = cache.names(of: "\(folder)") { return names }
            let words = shell.settings.words(
                for: ConnectionWords.self, host: folder.host, given: [String]())
            guard let entries = await RemoteCompletion.entries(of: folder, options: words) else {
                return nil
            }
            // Names that would drive the terminal, or that cannot be typed, are left to patterns.
            let names = entries.filter(\.hasPlainName).compactMap { entry -> String? in
                guard let name = String(validating: entry.name, as: UTF8.self),
                    PrintableText.escaping(entry.name) == name
                else { return nil }
                return name + (entry.kind == .directory ? "/" : "")
            }
            cache.keep(names, of: "\(folder)")
            return names
        }
    }

    private static func texts(_ texts: some Sequence<String>) -> [Candidate] {
        texts.map { Candidate(text: $0) }
    }
}

/// Places that a person has been to or has noted.
enum KnownHosts {
    /// Bookmarks, hosts of `~/.netrc`, and what `open` was told before.
    static func places(matching prefix: String) -> [String] {
        var places = BookmarkFile.names + CredentialSources.knownHosts
        for line in History.lines {
            let words = line.split(separator: " ")
            if words.first == "open",
                let place = words.dropFirst().first(where: { !$0.hasPrefix("-") })
            {
                places.append(String(place))
            }
        }
        return places.filter { $0.hasPrefix(prefix) }
    }
}
