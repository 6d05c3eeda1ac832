import FTPTransport
import Testing

@Suite struct PollTests {
    @Test func `only the descriptors that are ready are in the set`() throws {
        let quiet = try CancelSignal()
        let fired = try CancelSignal()
        fired.fire()
        var poll = Poll()
        let first = poll.watch(quiet.descriptor, for: .reading)
        let second = poll.watch(fired.descriptor, for: .reading)
        let third = poll.watch(quiet.descriptor, for: .writing)
        let ready = try poll.wait(until: nil)
        #expect(ready.contains(second))
        #expect(ready.contains(third))
        #expect(!ready.contains(first))
    }

    @Test func `a deadline that passed still reports what is ready`() throws {
        let signal = try CancelSignal()
        var poll = Poll()
        let slot = poll.watch(signal.descriptor, for: .reading)
        #expect(try poll.wait(until: .now - .seconds(1)).isEmpty)
        signal.fire()
        #expect(try poll.wait(until: .now - .seconds(1)) == slot)
    }

    @Test(arguments: [Duration.microseconds(1), .microseconds(1500), .milliseconds(20)])
    func `a wait never ends before its deadline`(_ limit: Duration) throws {
        let signal = try CancelSignal()
        let deadline = Instant.now + limit
        var poll = Poll()
        poll.watch(signal.descriptor, for: .reading)
        #expect(try poll.wait(until: deadline).isEmpty)
        #expect(Instant.now >= deadline)
    }

    @Test func `a closed descriptor is an error and not a busy loop`() throws {
        var poll = Poll()
        poll.watch(1_000_000, for: .reading)
        #expect(throws: TransportError.system(call: "poll", errno: 9)) {
            try poll.wait(until: nil)
        }
    }

    @Test func `a wait for one descriptor tells cancelling from a timeout`() throws {
        let silent = try CancelSignal()
        let cancel = try CancelSignal()
        #expect(throws: TransportError.timedOut(what: "testing")) {
            try Poll.wait(
                for: .reading, on: silent.descriptor, until: .now, cancel: cancel, while: "testing")
        }
        cancel.fire()
        #expect(throws: TransportError.cancelled) {
            try Poll.wait(
                for: .reading, on: silent.descriptor, until: nil, cancel: cancel, while: "testing")
        }
    }
}
