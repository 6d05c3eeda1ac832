import FTPProtocol
import Testing

/// Servers that refuse data connections which did not resume the TLS session (QUIRKS 36-38).
@Suite struct SessionReuseTests {
    private enum Event { case refused, taken }

    private func reuse(after events: Event...) -> SessionReuse {
        var reuse = SessionReuse()
        for event in events {
            switch event {
            case .refused: reuse.wasRefused()
            case .taken: reuse.wasTaken()
            }
        }
        return reuse
    }

    @Test func `tickets that ran out again and again need fresh logins only`() {
        #expect(!reuse(after: .refused).isCapped)
        #expect(!reuse(after: .refused, .taken, .refused, .taken, .refused).isCapped)
    }

    @Test func `what a fresh login does not help is tried with TLS 1.2`() {
        let capped = reuse(after: .refused, .refused)
        #expect(capped.isCapped)
        #expect(!capped.needsTLS12)
    }

    @Test func `TLS 1.2 is worth remembering once it helped, also when its sessions expire`() {
        #expect(reuse(after: .refused, .refused, .taken).needsTLS12)
        let expired = reuse(after: .refused, .refused, .taken, .refused)
        #expect(expired.isCapped)
        #expect(expired.needsTLS12)
        #expect(reuse(after: .refused, .refused, .taken, .refused, .taken).needsTLS12)
    }

    @Test func `where TLS 1.2 does not help either nothing is held back`() {
        let hopeless = reuse(after: .refused, .refused, .refused)
        #expect(!hopeless.isCapped)
        #expect(!hopeless.needsTLS12)
        #expect(!reuse(after: .refused, .refused, .refused, .taken, .refused).isCapped)
    }

    @Test func `a session that resumes from the start changes nothing`() {
        #expect(reuse(after: .taken, .taken) == SessionReuse())
    }
}
