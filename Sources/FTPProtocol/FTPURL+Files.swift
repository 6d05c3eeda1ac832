extension FTPURL {
    /// The URL with its password, for a file of the user's who asked for it to be kept there.
    package var textWithPassword: String {
        let text = description
        guard let password, let at = text.firstIndex(of: "@") else { return text }
        let escaped = PercentEncoding.encode(password.octets, keeping: "")
        return text[..<at] + ":" + escaped + text[at...]
    }

    /// Whether two URLs lead to the same server and login.
    package func isOnSameServer(as other: FTPURL) -> Bool {
        host == other.host && effectivePort == other.effectivePort && user == other.user
    }
}
