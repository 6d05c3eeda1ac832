internal import Glibc

/// The folders of the XDG base directory specification.
enum StateFolder {
    /// `$XDG_STATE_HOME/godwit`, else `~/.local/state/godwit`; nil without a home.
    static var path: String? {
        if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/godwit" }
        return variable("HOME").map { $0 + "/.local/state/godwit" }
    }

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Where what the user says about the program is kept.
enum ConfigurationFolder {
    /// `$XDG_CONFIG_HOME/godwit`, else `~/.config/godwit`; nil without a home.
    static var path: String? {
        if let folder = StateFolder.variable("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
            return folder + "/godwit"
        }
        return StateFolder.variable("HOME").map { $0 + "/.config/godwit" }
    }
}
