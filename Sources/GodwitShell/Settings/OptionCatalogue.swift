internal import ArgumentParser
internal import FoundationEssentials
internal import GodwitCommands
internal import Synchronization

/// What a command takes, as ArgumentParser describes it.
struct OptionInfo: Sendable, Equatable {
    /// The long name without dashes, else the short one.
    let name: String
    /// Every way to write it, with dashes.
    let spellings: [String]
    let isFlag: Bool
    /// The values that there are, where there are few.
    let values: [String]
    let defaultValue: String?
}

/// The options of commands, read from their definitions when they are first asked for.
final class OptionCatalogue: Sendable {
    /// The one of the process: definitions do not change.
    static let shared = OptionCatalogue()

    private let known = Mutex<[ObjectIdentifier: [OptionInfo]]>([:])

    /// The options that every network command shares.
    var common: [OptionInfo] { options(of: CommonOptions.self) }

    /// The options of a command, without `--help` and `--version`.
    func options(of command: any ParsableCommand.Type) -> [OptionInfo] {
        let key = ObjectIdentifier(command)
        if let options = known.withLock({ $0[key] }) { return options }
        let options = Self.read(command._dumpHelp())
        known.withLock { $0[key] = options }
        return options
    }

    private static func read(_ text: String) -> [OptionInfo] {
        let decoder = JSONDecoder()
        guard let tool = try? decoder.decode(Description.self, from: Data(text.utf8)) else {
            return []
        }
        return (tool.command.arguments ?? []).compactMap { argument in
            guard argument.kind != "positional", let preferred = argument.preferredName?.name,
                preferred != "help", preferred != "version"
            else { return nil }
            let spellings = (argument.names ?? []).map {
                ($0.kind == "long" ? "--" : "-") + $0.name
            }
            let long = argument.names?.first { $0.kind == "long" }?.name
            return OptionInfo(
                name: long ?? preferred, spellings: spellings, isFlag: argument.kind == "flag",
                values: argument.allValues ?? [], defaultValue: argument.defaultValue)
        }
    }

    /// The part of ArgumentParser's description that is used here.
    private struct Description: Decodable {
        struct Command: Decodable { let arguments: [Argument]? }
        struct Argument: Decodable {
            let kind: String
            let names: [Name]?
            let preferredName: Name?
            let defaultValue: String?
            let allValues: [String]?
        }
        struct Name: Decodable {
            let kind: String
            let name: String
        }
        let command: Command
    }
}

/// The options that network commands share, as a command that can be asked for them.
struct CommonOptions: ParsableCommand {
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var transfer: TransferSettings
    @OptionGroup var parallel: ParallelOption
    @OptionGroup var output: OutputOptions
}
