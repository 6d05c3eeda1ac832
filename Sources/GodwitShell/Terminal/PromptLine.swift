internal import FTPClient
internal import FTPProtocol
internal import GodwitCommands

/// What stands before the cursor: host, folder and how the session is.
struct PromptLine {
    /// How the session is; nil when none is open.
    struct State: Equatable {
        let isProtected: Bool
        let isConnected: Bool
    }

    let host: String?
    let folder: String
    let state: State?
    var isColoured = false

    /// Reads the facts of a context.
    init(_ context: CommandContext) async {
        host = context.place?.host
        folder = context.place.map { "\($0.path)" } ?? ""
        isColoured = Colours.areWanted
        guard let place = context.place,
            let session = context.sessions.sessions(with: place).first
        else {
            state = nil
            return
        }
        state = State(
            isProtected: await session.protection != nil, isConnected: await session.isConnected)
    }

    init(host: String?, folder: String, state: State?) {
        self.host = host
        self.folder = folder
        self.state = state
    }

    /// `ftp.example.org:/pub (tls, alive) > `.
    var text: String {
        guard let host else { return "godwit> " }
        let place = paint(host, "1;32") + ":" + paint(folder, "1;34")
        guard let state else { return "\(place) (idle) > " }
        let words = [state.isProtected ? "tls" : "clear", state.isConnected ? "alive" : "idle"]
        return "\(place) (\(words.joined(separator: ", "))) > "
    }

    /// `\u{1}` and `\u{2}` tell readline which characters take no room.
    private func paint(_ text: String, _ colour: String) -> String {
        isColoured ? "\u{1}\u{1B}[\(colour)m\u{2}\(text)\u{1}\u{1B}[0m\u{2}" : text
    }
}
