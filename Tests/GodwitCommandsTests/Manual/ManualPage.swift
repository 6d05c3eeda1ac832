/// A page of the manual in the macros of man(7).
struct ManualPage {
    /// The groups of options that most commands share: godwit(1) describes them for all.
    static let sharedSections = ["Connection", "Protection", "Transfer", "Output"]

    private(set) var text: String

    private init(title: String, section: Int, version: String) {
        text = """
            .\\" Made by Man/generate from the program's own help: change it there.
            .TH \(title.uppercased()) \(section) "" "Godwit \(version)" "Godwit"

            """
    }

    /// The page of one command, its subcommands included.
    init(of command: ToolHelp, version: String) {
        let name = command.fullName.split(separator: " ").joined(separator: "-")
        self.init(title: name, section: 1, version: version)
        section("NAME")
        line("\(name) - \(Self.sentence(command.abstract))")
        section("SYNOPSIS")
        synopsis(of: command)
        command.shownSubcommands.forEach { synopsis(of: $0) }
        if let aliases = command.aliases, !aliases.isEmpty {
            section("OTHER NAMES")
            line(aliases.joined(separator: ", "))
        }
        section("DESCRIPTION")
        body(command.discussion)
        describe(command, under: "OPTIONS")
        for subcommand in command.shownSubcommands {
            section(subcommand.fullName.uppercased())
            line(subcommand.abstract ?? "")
            text += ".PP\n"
            body(subcommand.discussion)
            describe(subcommand, under: nil)
        }
        section("SEE ALSO")
        line("godwit(1), godwit-shell(7), godwit-rc(5)")
    }

    /// godwit(1): the program, its commands, the options that they share, its exit statuses.
    init(ofProgram program: ToolHelp, version: String) {
        self.init(title: "godwit", section: 1, version: version)
        section("NAME")
        line("godwit - \(Self.sentence(program.abstract))")
        section("SYNOPSIS")
        line("godwit [command] [options] [url]")
        section("DESCRIPTION")
        body(program.discussion)
        section("COMMANDS")
        for command in program.shownSubcommands {
            item("\(command.commandName)", command.abstract)
        }
        for title in Self.sharedSections {
            let options = Self.shared(title, of: program)
            guard !options.isEmpty else { continue }
            section("\(title) options".uppercased())
            options.forEach { describe($0) }
        }
        section("FILES")
        item(
            "$XDG_CONFIG_HOME/godwit/rc",
            "Commands that the shell and godwit run begin with: godwit-rc(5).")
        item("$XDG_CONFIG_HOME/godwit/bookmarks", "Places with names: godwit-bookmark(1).")
        item("$XDG_STATE_HOME/godwit", "What is known of hosts, and the journals of uploads.")
        item("NAME.part, NAME.part.godwit", "A download that is not finished, and its journal.")
        item("~/.netrc", "Logins, in the words of ftp(1).")
        section("SEE ALSO")
        line("godwit-get(1), godwit-put(1), godwit-bookmark(1), godwit-shell(7), godwit-rc(5)")
    }

    /// The options of one shared group, each once, in the order of the commands that have them.
    private static func shared(_ title: String, of program: ToolHelp) -> [ToolHelp.Argument] {
        var seen: Set<String> = []
        return program.shownSubcommands.flatMap(\.shownArguments).filter {
            $0.sectionTitle == title && seen.insert($0.label).inserted
        }
    }

    // MARK: Parts

    private mutating func synopsis(of command: ToolHelp) {
        let own = command.shownArguments.filter { !Self.isShared($0) }
        var words = [command.fullName]
        if !own.allSatisfy({ $0.kind == "positional" }) || own.count != command.shownArguments.count
        {
            words.append("[options]")
        }
        for argument in own where argument.kind == "positional" {
            let value = (argument.valueName ?? "value") + (argument.isRepeating ? "..." : "")
            words.append(argument.isOptional ? "[\(value)]" : value)
        }
        line(words.joined(separator: " "))
        text += ".br\n"
    }

    private mutating func describe(_ command: ToolHelp, under title: String?) {
        let own = command.shownArguments.filter { !Self.isShared($0) }
        if let title, !own.isEmpty { section(title) }
        own.forEach { describe($0) }
        if own.count < command.shownArguments.count {
            text += ".PP\n"
            let titles = Self.sharedSections.filter { title in
                command.shownArguments.contains { $0.sectionTitle == title }
            }
            line(
                "The options of these groups are those of godwit(1): "
                    + titles.joined(separator: ", ") + ".")
        }
    }

    private static func isShared(_ argument: ToolHelp.Argument) -> Bool {
        sharedSections.contains(argument.sectionTitle ?? "")
    }

    private mutating func describe(_ argument: ToolHelp.Argument) {
        var words = argument.abstract ?? ""
        if let value = argument.defaultValue, !value.isEmpty { words += " Default: \(value)." }
        if let discussion = argument.discussion { words += " " + discussion }
        item(argument.label, words)
    }

    private mutating func section(_ title: String) { text += ".SH \(title)\n" }

    private mutating func item(_ term: String, _ words: String?) {
        text += ".TP\n"
        line(term)
        line(words ?? "")
    }

    /// Paragraphs as they are; lines that begin with blanks are examples.
    private mutating func body(_ words: String?) {
        var isExample = false
        var isBroken = false
        for source in (words ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            let indented = source.hasPrefix("  ")
            if source.isEmpty {
                isBroken = true
                continue
            }
            if isExample, !indented { text += ".fi\n" }
            if isBroken || isExample != indented { text += ".PP\n" }
            if indented, !isExample { text += ".nf\n" }
            isBroken = false
            isExample = indented
            line(indented ? String(source.dropFirst(2)) : String(source))
        }
        if isExample { text += ".fi\n" }
    }

    private mutating func line(_ words: String) {
        var escaped = words.map { character in
            switch character {
            case "\\": "\\e"
            case "-": "\\-"
            default: String(character)
            }
        }.joined()
        // Else a request of the formatter's.
        if escaped.hasPrefix(".") || escaped.hasPrefix("'") { escaped = "\\&" + escaped }
        text += escaped + "\n"
    }

    private static func sentence(_ words: String?) -> String {
        let words = words ?? ""
        return words.hasSuffix(".") ? String(words.dropLast()) : words
    }
}
