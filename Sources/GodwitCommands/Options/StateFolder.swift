internal import Glibc

/// The folders of the XDG base directory specification.
enum StateFolder {
    /// `$XDG_STATE_HOME/godwit`, else `~/.local/state/godwit`; nil without a home.
    static var path: String? {
        if let state = variable("XDG_STATE_HOME"), state.hasPrefix("/") { return state + "/godwit" }
        return variable("HOME").map { $0 + "/.local/state/godwit" }
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
