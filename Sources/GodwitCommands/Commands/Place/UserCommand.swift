package import ArgumentParser
internal import FTPClient
internal import FTPProtocol

/// `user`: another login on the same server.
package struct UserCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Log in as somebody else.",
        discussion: """
            The password is asked for; said in the line it works too, and the line is then kept \
            out of the history.

              user limosa
            """)

    @Argument(help: "The name.") var name: String
    @Argument(help: "The password.") var password: String?
    @Argument(help: "The account, where the server asks for one.") var account: String?

    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    package init() {}

    package func run() async throws {
        let context = CommandContext.current
        guard let place = context.place else { throw CommandFailure.notOpen }
        let url = place.with(user: name).with(path: .loginFolder)
        await context.sessions.close(at: place)
        context.sessions.forgetLogins(at: place)
        if let password {
            let key = SessionStore.LoginKey(url)
            context.sessions.remember(
                Credentials(
                    user: name, password: Secret(password), account: account.map { Secret($0) }),
                for: key)
        }
        try await Standing.move(to: url, connection, output: output)
    }
}
