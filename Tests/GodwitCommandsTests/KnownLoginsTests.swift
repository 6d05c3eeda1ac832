import FTPClient
import FTPProtocol
import FoundationEssentials
import Testing

@testable import GodwitCommands

/// Logins on their way to a process that takes jobs over.
struct KnownLoginsTests {
    @Test func `what was found out about logins arrives, and shows nothing on the way`() throws {
        let key = SessionStore.LoginKey(
            host: "h", port: 2121, user: "jane", password: Secret("pst"), command: "pass",
            netrc: "/n", account: "acct")
        let login = KnownLogins.Login(
            key: key,
            credentials: Credentials(
                user: "jane", password: Secret([0xFF, 0x41]), account: Secret("secret")))
        let answer = try #require(
            KnownLogins.Answer(
                PasswordQuestion(user: "jane", host: "h", port: 21), Secret("typed")))
        let logins = KnownLogins(logins: [login], answers: [answer])
        #expect(!"\(logins)".contains("typed") && !"\(logins)".contains("65"))
        let text = try JSONEncoder().encode(logins)
        let store = SessionStore(outlivesCommands: true)
        store.knownLogins = try JSONDecoder().decode(KnownLogins.self, from: text)
        #expect(store.credentials(for: key) == login.credentials)
        #expect(store.knownLogins.logins == [login])
        #expect(store.knownLogins.answers == [answer])
    }
}
