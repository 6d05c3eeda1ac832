internal import FTPTransport
internal import Glibc

/// The folders of the XDG base directory specification.
package enum StateFolder {
    /// `$XDG_STATE_HOME/godwit`, else `~/.local/state/godwit`; nil without a home.
    package static var path: String? { folder("XDG_STATE_HOME", else: ".local/state") }

    /// `$XDG_CONFIG_HOME/godwit`, else `~/.config/godwit`; nil without a home.
    package static var configuration: String? { folder("XDG_CONFIG_HOME", else: ".config") }

    /// Makes sure that ``path``, or a folder in it, is there, readable for its owner only.
    package static func prepare(_ folder: String? = nil) -> Bool {
        guard let path else { return false }
        do throws(TransportError) {
            let all = LocalPath(folder.map { "\(path)/\($0)" } ?? path)
            try all.makeFolders(permissions: 0o700)
            return true
        } catch { return false }
    }

    private static func folder(_ name: String, else standard: String) -> String? {
        // The specification says to pass over a value that is not absolute.
        if let base = variable(name), base.hasPrefix("/") { return base + "/godwit" }
        return variable("HOME").map { "\($0)/\(standard)/godwit" }
    }

    static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
