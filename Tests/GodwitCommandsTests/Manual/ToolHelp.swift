import FoundationEssentials

/// What the argument parser says about a command: the JSON of `--experimental-dump-help`.
struct ToolHelp: Decodable {
    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String

            /// As it is typed.
            var text: String { (kind == "long" ? "--" : "-") + name }
        }

        var kind: String
        var abstract: String?
        var discussion: String?
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var sectionTitle: String?
        var isOptional: Bool
        var isRepeating: Bool
        var shouldDisplay: Bool

        /// As a synopsis or a list shows it: `-o <file>`, `--json`, `url`.
        var label: String {
            let value = valueName ?? "value"
            guard let names, kind != "positional" else { return value }
            let joined = names.map(\.text).joined(separator: ", ")
            return kind == "flag" ? joined : "\(joined) <\(value)>"
        }
    }

    var commandName: String
    var superCommands: [String]?
    var abstract: String?
    var discussion: String?
    var aliases: [String]?
    var arguments: [Argument]?
    var subcommands: [ToolHelp]?
    var shouldDisplay: Bool

    private struct Document: Decodable {
        var command: ToolHelp
    }

    init(dump: String) throws {
        self = try JSONDecoder().decode(Document.self, from: Data(dump.utf8)).command
    }

    /// `godwit bookmark add`.
    var fullName: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

    var shownArguments: [Argument] {
        (arguments ?? []).filter { argument in
            // What every program has.
            let isUsual =
                argument.names?.contains { ["help", "version"].contains($0.name) } ?? false
            return argument.shouldDisplay && !isUsual
        }
    }

    var shownSubcommands: [ToolHelp] {
        (subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
    }
}
