/// Who the client is, and what the two sides can do.
extension Session {
    var isLoggedIn: Bool {
        if case .complete = loginState { return true }
        return false
    }

    func user(_ name: String) {
        if case .userOnly = behaviour.login.dialogue { return completeLogin() }
        loginState = .needsPassword(user: name)
        reply("331 Password, please.")
    }

    func password(_ password: String) {
        guard case .needsPassword(let user) = loginState else { return reply("503 USER first.") }
        if let passwords = behaviour.login.passwords, passwords[user] != password {
            loginState = .needsUser
            return reply("530 Login incorrect.")
        }
        if case .userPasswordAndAccount = behaviour.login.dialogue {
            loginState = .needsAccount
            return reply("332 Account, please.")
        }
        completeLogin()
    }

    func account() {
        guard case .needsAccount = loginState else { return reply("202 No account needed.") }
        completeLogin()
    }

    private func completeLogin() {
        let login = behaviour.login
        if let cap = login.cap, cap.moment == .login, server.population > cap.sessions {
            loginState = .needsUser
            return reply(cap.reply)
        }
        loginState = .complete
        reply(login.welcome)
    }

    func quit() {
        endsByQuit = true
        reply("221 Goodbye.")
        send(.cut(.finish))
    }

    func features() {
        let login = behaviour.login
        let shape = isLoggedIn ? login.features : login.featuresBeforeLogin ?? login.features
        let unique = behaviour.files.tellsUnique ? "unique*;" : ""
        let names =
            ["EPSV", "MDTM", "MLST type*;size*;modify*;\(unique)", "REST STREAM", "SIZE"]
            + ["TVFS", "UTF8"] + hashFeatures
        let known = names.filter { name in
            !behaviour.unknownVerbs.contains(String(name.prefix { $0 != " " }))
        }
        switch shape {
        case .list: reply(list(known.map { " \($0)" }))
        case .listWithCodes: reply(list(known.map { "211-\($0)" }))
        case .script(let script): reply(script)
        }
    }

    private func list(_ lines: [String]) -> Script {
        Script(steps: (["211-Features:"] + lines + ["211 End"]).map(Script.Step.line))
    }

    func options(_ argument: String) {
        switch argument.uppercased() {
        case let option where option.hasPrefix("UTF8"): reply(behaviour.login.utf8)
        case let option where option.hasPrefix("HASH "):
            selectHash(String(argument.dropFirst(5)))
        case let option where option.hasPrefix("MLST"):
            reply("200 MLST OPTS type;size;modify;")
        default: reply("501 Option not understood.")
        }
    }

    func type(_ argument: String) {
        switch argument.uppercased().prefix(1) {
        case "A": representation = .ascii
        case "I", "L": representation = .image
        default: return reply("504 Only TYPE A and I.")
        }
        reply("200 Type set to \(argument).")
    }
}
