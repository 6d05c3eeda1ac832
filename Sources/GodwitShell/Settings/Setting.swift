internal import Glibc

/// One line of `set`: a name, perhaps for one command or some hosts only, and a value.
struct Setting: Sendable, Equatable {
    /// The option's long name without dashes, or one of the shell's own settings.
    let name: String
    /// The only command that it is meant for; nil for all that have the option.
    let command: String?
    /// The pattern of the hosts that it is meant for; nil for all.
    let host: String?
    let value: String
    /// Where it was said, such as `rc:3`.
    let origin: String

    /// Reads `NAME`, `COMMAND:NAME`, each perhaps with `/HOST-PATTERN`.
    init(key: String, value: String, origin: String) {
        let parts = key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let names = parts[0].split(separator: ":", maxSplits: 1)
        name = names.last.map(String.init) ?? ""
        command = names.count == 2 ? String(names[0]) : nil
        host = parts.count == 2 ? String(parts[1]) : nil
        self.value = value
        self.origin = origin
    }

    /// The key as it is written.
    var key: String { (command.map { "\($0):" } ?? "") + name + (host.map { "/\($0)" } ?? "") }

    /// Whether it is meant for a command on a host.
    func holds(for command: String, host: String?) -> Bool {
        if let own = self.command, own != command { return false }
        guard let pattern = self.host else { return true }
        guard let host else { return false }
        return fnmatch(pattern.lowercased(), host.lowercased(), 0) == 0
    }

    /// Later and more particular settings come behind: an argument parser takes the last.
    var weight: Int { (command == nil ? 0 : 1) + (host == nil ? 0 : 2) }
}

/// The shell's own settings: those that no option of a command has.
enum ShellSetting: String, CaseIterable {
    /// Whether a script ends with its first failure.
    case failExit = "fail-exit"
    /// How long an idle session stays open.
    case idleClose = "idle-close"

    var defaultValue: String {
        switch self {
        case .failExit: "on in scripts"
        case .idleClose: "off"
        }
    }

    /// What is wrong with a value; nil when nothing is.
    func complaint(about value: String) -> String? {
        switch self {
        case .failExit: Switch(value) == nil ? "write on or off" : nil
        case .idleClose:
            value == "off" || Moment.duration(value) != nil
                ? nil : "write off or a duration such as 90 or 10m"
        }
    }
}

/// `on` and `off` as people write them.
enum Switch {
    case on, off

    init?(_ text: String) {
        switch text.lowercased() {
        case "on", "yes", "true", "1": self = .on
        case "off", "no", "false", "0": self = .off
        default: return nil
        }
    }
}
