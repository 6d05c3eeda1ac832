import Testing

@testable import FTPProtocol

struct SecureLoginTests {
    private let bird = Credentials(user: "bird", password: Secret("worm"))

    private func reply(_ code: Int) -> Reply {
        Reply(code: code, lines: [Array("\(code) text".utf8)])
    }

    private var user: Command { get throws { try Command(.user, "bird") } }

    @Test func `AUTH comes before the login, PBSZ and PROT behind it`() throws {
        var login = SecureLogin(Login(bird), mode: .require)
        #expect(try login.receive(reply(220)) == .send(.authTLS))
        #expect(try login.receive(reply(234)) == .startTLS)
        #expect(try login.begin(isProtected: true) == .send(user))
        #expect(try login.receive(reply(331)) == .send(try Command(.pass, Secret("worm"))))
        #expect(try login.receive(reply(230)) == .send(.pbsz))
        #expect(try login.receive(reply(200)) == .send(.protectData))
        #expect(try login.receive(reply(200)) == .loggedIn)
    }

    @Test(arguments: [431, 500, 502, 504, 530, 534])
    func `without TLS nothing is said to a server that has to have it`(code: Int) throws {
        var login = SecureLogin(Login(bird), mode: .require)
        _ = try login.receive(reply(220))
        #expect(try login.receive(reply(code)) == .unprotected(reply(code)))
    }

    @Test func `a server without TLS is spoken to in clear where that was said to do`() throws {
        var login = SecureLogin(Login(bird), mode: .prefer)
        _ = try login.receive(reply(220))
        #expect(try login.receive(reply(502)) == .goOnInClear(because: reply(502)))
        #expect(try login.begin(isProtected: false) == .send(user))
        #expect(try login.receive(reply(230)) == .loggedIn)
    }

    @Test func `implicit TLS needs no AUTH, and its data has to be protected too`() throws {
        var login = SecureLogin(Login(bird), mode: .implicit)
        #expect(try login.receive(reply(120)) == .wait)
        #expect(try login.receive(reply(220)) == .send(user))
        #expect(try login.receive(reply(230)) == .send(.pbsz))
        #expect(try login.receive(reply(500)) == .send(.protectData))
        #expect(try login.receive(reply(200)) == .loggedIn)
    }

    @Test(arguments: [TLSMode.prefer, .require, .implicit])
    func `data in clear is refused once the control connection is protected`(
        mode: TLSMode
    ) throws {
        var login = SecureLogin(Login(bird), mode: mode)
        _ = try login.receive(reply(220))
        if mode != .implicit {
            _ = try login.receive(reply(234))
            _ = try login.begin(isProtected: true)
        }
        _ = try login.receive(reply(230))
        _ = try login.receive(reply(200))
        #expect(try login.receive(reply(534)) == .unprotected(reply(534)))
    }

    @Test func `CCC comes last`() throws {
        var login = SecureLogin(Login(bird), mode: .implicit, clearsControl: true)
        _ = try login.receive(reply(220))
        _ = try login.receive(reply(230))
        _ = try login.receive(reply(200))
        #expect(try login.receive(reply(200)) == .send(.clearControl))
        #expect(try login.receive(reply(200)) == .stopTLS)
    }

    @Test func `off says nothing of TLS`() throws {
        var login = SecureLogin(Login(bird), mode: .off)
        #expect(try login.receive(reply(220)) == .send(user))
        #expect(try login.receive(reply(230)) == .loggedIn)
    }

    @Test func `a server that is full says so before AUTH`() throws {
        var login = SecureLogin(Login(bird), mode: .require)
        #expect(try login.receive(reply(530)) == .refused(.credentials(reply(530))))
    }
}
