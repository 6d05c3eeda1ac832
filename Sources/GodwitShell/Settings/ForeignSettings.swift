/// Settings as people who come from lftp write them, and as they are written here.
enum ForeignSettings {
    static let table: [String: @Sendable (String) -> String] = [
        "ftp:ssl-allow": { Switch($0) == .off ? "set tls off" : "set tls prefer" },
        "ftp:ssl-force": { Switch($0) == .off ? "set tls prefer" : "set tls require" },
        "ftp:ssl-protect-data": { _ in "set tls require" },
        "ssl:verify-certificate": { Switch($0) == .off ? "set insecure on" : "set insecure off" },
        "ssl:ca-file": { "set cacert \($0)" },
        "ssl:cert-file": { "set cert \($0)" },
        "ssl:key-file": { "set key \($0)" },
        "ftp:passive-mode": { Switch($0) == .off ? "set active on" : "set active off" },
        "net:timeout": { "set timeout \($0)" },
        "net:max-retries": { "set retries \($0)" },
        "net:limit-rate": { "set limit-rate \($0)" },
        "net:limit-total-rate": { "set limit-rate \($0)" },
        "net:idle": { "set idle-close \($0)" },
        "ftp:use-site-idle": { _ in "set keepalive auto" },
        "mirror:parallel-transfer-count": { "set parallel \($0)" },
        "pget:default-n": { "set segments \($0)" },
        "cmd:fail-exit": { "set fail-exit \($0)" },
        "ftp:proxy": { "set proxy \($0)" },
        "ftp:charset": { "set charset \($0)" },
        "ftp:sync-mode": {
            Switch($0) == .off ? "set quirk no-flights=off" : "set quirk no-flights"
        },
        "ftp:port-range": { "set active on; set active-ports \($0)" },
        "ftp:acct": { "set account \($0)" },
        "net:socket-bind-ipv4": { "set source \($0)" },
        "net:connection-limit": { "set parallel \($0)" },
        "mirror:use-pget-n": { "set segments \($0)" },
    ]

    /// The line to type instead; nil for what nobody knows.
    static func advice(for setting: Setting) -> String? {
        let key = "\(setting.command ?? ""):\(setting.name)"
        guard let line = table[key] else { return nil }
        var words = line(setting.value).split(separator: " ").map(String.init)
        if let host = setting.host { words[1] += "/\(host)" }
        return "that is lftp's name; here it is: \(words.joined(separator: " "))"
    }
}
