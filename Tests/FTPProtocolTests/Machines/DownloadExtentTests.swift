import FTPProtocol
import Testing

/// What a download decides that does not take all of a file, or not of any file.
@Suite struct DownloadExtentTests {
    private static func begun(_ change: (inout Download.Policy) -> Void) -> Download {
        var policy = Download.Policy()
        policy.overlap = 100
        change(&policy)
        var download = Download(policy, partial: nil, isConnected: true, seed: 1, at: start)
        _ = download.actions()
        return download
    }

    @Test func `a file that is longer than wanted is not begun with`() {
        var download = Self.begun { $0.largest = 999 }
        download.didLook(.of(1000), at: start)
        #expect(download.actions() == [.fail(.tooLarge(octets: 1000, largest: 999))])
        download = Self.begun { $0.largest = 1000 }
        download.didLook(.of(1000), at: start)
        #expect(download.actions().last == .fetch(offset: 0, overlap: 0))
        #expect(download.bound == .most(1000))
    }

    @Test func `a file of unknown length is refused behind what is wanted`() {
        var download = Self.begun { $0.largest = 1000 }
        download.didLook(.of(nil), at: start)
        #expect(download.actions().last == .fetch(offset: 0, overlap: 0))
        download.didFetch(.aborted(inStep: true), safe: 1000, isOpen: true, at: at(1))
        #expect(download.actions() == [.fail(.tooLarge(octets: nil, largest: 1000))])
    }

    @Test func `a file that becomes too long is not begun with again`() {
        var download = Self.begun { $0.largest = 1000 }
        download.didLook(.of(900), at: start)
        _ = download.actions()
        download.didFetch(.dataLost(.broken), safe: 600, isOpen: false, at: at(9))
        _ = download.actions()
        download.didConnect()
        _ = download.actions()
        download.didLook(.of(1001, "b"), at: at(10))
        #expect(download.actions() == [.fail(.tooLarge(octets: 1001, largest: 1000))])
    }
}
