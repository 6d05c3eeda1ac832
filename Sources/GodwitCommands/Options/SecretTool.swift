internal import FTPProtocol
internal import Glibc

/// The desktop's keyring, by secret-tool of libsecret where it is installed.
///
/// `secret-tool store --label=… protocol ftp server HOST user USER` puts a password there.
enum SecretTool {
    /// Longer than it takes to unlock a keyring by hand.
    private static let patience = 60

    /// Nil where there is no desktop session, no such program, or no such password.
    static func password(host: String, user: String) -> Secret? {
        guard StateFolder.variable("DBUS_SESSION_BUS_ADDRESS") != nil, isInstalled else {
            return nil
        }
        let words = ["protocol", "ftp", "server", host, "user", user].map(OutsideProgram.quoted)
        let command =
            "exec timeout \(patience) secret-tool lookup " + words.joined(separator: " ")
            + " 2>/dev/null"
        guard let octets = OutsideProgram.output(of: command) else { return nil }
        let password = octets.prefix { $0 != 0x0A && $0 != 0x0D }
        return password.isEmpty ? nil : Secret(Array(password))
    }

    private static var isInstalled: Bool {
        (StateFolder.variable("PATH") ?? "").split(separator: ":").contains { folder in
            access("\(folder)/secret-tool", X_OK) == 0
        }
    }
}
