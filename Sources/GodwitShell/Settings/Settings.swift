internal import ArgumentParser
internal import GodwitCommands
internal import Synchronization

/// What was set, and what follows from it for a command.
final class Settings: Sendable {
    /// Why a setting was not taken.
    struct Refusal: Error, CustomStringConvertible { let description: String }

    private let entries = Mutex<[Setting]>([])

    /// Everything that differs from the defaults, in the order it was said.
    var all: [Setting] { entries.withLock { $0 } }

    /// Takes a setting that makes sense; the same key is said anew.
    func set(_ setting: Setting) throws(Refusal) {
        try check(setting)
        put(setting)
    }

    /// Goes back to the default.
    func unset(_ key: String) {
        entries.withLock { $0.removeAll { $0.key == key } }
    }

    /// Replaces all that has an origin: what `open` said holds until the next one.
    func replace(origin: String, with settings: [Setting]) {
        entries.withLock { $0.removeAll { $0.origin == origin } }
        for setting in settings { put(setting) }
    }

    /// Takes settings that were checked when they were made.
    func adopt(_ settings: [Setting]) { entries.withLock { $0 = settings } }

    private func put(_ setting: Setting) {
        entries.withLock { entries in
            entries.removeAll { $0.key == setting.key && $0.origin != "open" }
            entries.append(setting)
        }
    }

    /// The value of one of the shell's own settings; nil when it was not set.
    func value(of setting: ShellSetting, host: String? = nil) -> String? {
        all.filter { $0.name == setting.rawValue && $0.holds(for: "", host: host) }
            .max { $0.weight < $1.weight }?.value
    }

    /// The option words that a command begins with: the user's own come behind and win.
    func words(
        for command: any ParsableCommand.Type, host: String?, given: some Collection<String>
    ) -> [String] {
        let entries = all
        guard !entries.isEmpty else { return [] }
        let name = command._commandName
        let options = OptionCatalogue.shared.options(of: command)
        return entries.filter { $0.holds(for: name, host: host) }
            .enumerated().sorted { ($0.element.weight, $0.offset) < ($1.element.weight, $1.offset) }
            .flatMap { _, setting -> [String] in
                guard let option = options.first(where: { $0.name == setting.name }),
                    !Self.isContradicted(option.name, by: given)
                else { return [] }
                return Self.words(option, setting.value)
            }
    }

    /// `--quiet` in the line means that `set verbose on` does not.
    private static func isContradicted(_ name: String, by words: some Collection<String>) -> Bool {
        let opposites = ["verbose": ["--quiet", "-q"], "quiet": ["--verbose", "-v"]]
        return opposites[name]?.contains { words.contains($0) } ?? false
    }

    private static func words(_ option: OptionInfo, _ value: String) -> [String] {
        let spelling = option.spellings.first { $0.hasPrefix("--") } ?? option.spellings[0]
        guard option.isFlag else { return ["\(spelling)=\(value)"] }
        return Switch(value) == .on ? [spelling] : []
    }

    // MARK: Checking

    private func check(_ setting: Setting) throws(Refusal) {
        if setting.command == nil, let own = ShellSetting(rawValue: setting.name) {
            guard let complaint = own.complaint(about: setting.value) else { return }
            throw Refusal(
                description: "\(setting.value) is no value for \(setting.name): \(complaint)")
        }
        let (type, option) = try Self.find(setting)
        if option.isFlag {
            guard Switch(setting.value) == nil else { return }
            throw Refusal(
                description: "\(setting.value) is no value for \(setting.name): write on or off")
        }
        // A command without its arguments is wrong in any case: what counts is whether it is
        // wrong in the same way with the setting. Some options only go with others.
        let others = words(beside: setting, of: type)
        let complaint = Self.complaint(of: type, others + Self.words(option, setting.value))
        guard let complaint, complaint != Self.complaint(of: type, others) else { return }
        throw Refusal(description: complaint)
    }

    /// What was set for the same command and hosts.
    private func words(beside setting: Setting, of type: any ParsableCommand.Type) -> [String] {
        let options = OptionCatalogue.shared.options(of: type)
        return all.filter { other in
            other.key != setting.key && [nil, setting.command].contains(other.command)
                && [nil, setting.host].contains(other.host)
        }.flatMap { other in
            options.first { $0.name == other.name }.map { Self.words($0, other.value) } ?? []
        }
    }

    private static func complaint(
        of type: any ParsableCommand.Type, _ words: [String]
    ) -> String? {
        do {
            _ = try type.parse(words)
            return nil
        } catch { return type.message(for: error) }
    }

    private static func find(
        _ setting: Setting
    ) throws(Refusal) -> (any ParsableCommand.Type, OptionInfo) {
        let catalogue = OptionCatalogue.shared
        if let command = setting.command {
            guard let type = ShellTable.command(named: command) else {
                throw Refusal(
                    description: ForeignSettings.advice(for: setting)
                        ?? "there is no command \(command)")
            }
            if let option = catalogue.options(of: type).first(where: { $0.name == setting.name }) {
                return (type, option)
            }
            throw Refusal(description: "\(command) has no option --\(setting.name)")
        }
        if let option = catalogue.common.first(where: { $0.name == setting.name }) {
            return (CommonOptions.self, option)
        }
        let names = catalogue.common.map(\.name) + ShellSetting.allCases.map(\.rawValue)
        let nearest = Spelling.nearest(to: setting.name, in: names)
        throw Refusal(
            description: "there is no setting \(setting.name)"
                + (nearest.map { "; did you mean \($0)?" } ?? "; set --all lists them"))
    }
}
