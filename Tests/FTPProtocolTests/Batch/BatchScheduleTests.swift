import FTPProtocol
import Testing

struct BatchScheduleTests {
    private func jobs(_ hosts: [Int], priorities: [Int: Int] = [:]) -> [BatchSchedule.Job] {
        hosts.enumerated().map {
            BatchSchedule.Job(id: $0, host: $1, priority: priorities[$0] ?? 0)
        }
    }

    /// The places that can be given now.
    private func open(_ schedule: inout BatchSchedule) -> [BatchSchedule.Place] {
        var places: [BatchSchedule.Place] = []
        while let place = schedule.open() { places.append(place) }
        return places
    }

    // The macros take no call that changes its subject.

    private func openOne(_ schedule: inout BatchSchedule) throws -> BatchSchedule.Place {
        let place = schedule.open()
        return try #require(place)
    }

    private func take(
        _ schedule: inout BatchSchedule, at place: BatchSchedule.Place
    ) throws -> BatchSchedule.Job {
        let job = schedule.next(at: place, at: start)
        return try #require(job)
    }

    private func staysOpen(
        _ schedule: inout BatchSchedule, _ place: BatchSchedule.Place
    ) -> Bool { schedule.staysOpen(place) }

    /// The same when every host lets in whom it can.
    private func enter(
        _ schedule: inout BatchSchedule, cap: Int? = nil
    ) -> [BatchSchedule.Place] {
        var places: [BatchSchedule.Place] = []
        while let place = schedule.open() {
            schedule.wasLetIn(place, cap: cap)
            places.append(place)
        }
        return places
    }

    /// What a session does until it has to leave, each transfer in so much time.
    private func work(
        _ schedule: inout BatchSchedule, at place: BatchSchedule.Place, from now: Instant = start,
        each time: Duration = .zero, ending end: BatchSchedule.End = .done
    ) -> [Int] {
        var ids: [Int] = []
        var now = now
        while let job = schedule.next(at: place, at: now) {
            ids.append(job.id)
            now += time
            schedule.didEnd(job.id, end, at: now)
        }
        return ids
    }

    @Test func `one session takes all of a host that are left to it`() throws {
        var schedule = BatchSchedule(jobs([0, 0, 0]), parallel: 1)
        let place = try openOne(&schedule)
        #expect(!place.isFurther)
        #expect(work(&schedule, at: place, each: .seconds(60)) == [0, 1, 2])
        #expect(schedule.isOver)
        #expect(!staysOpen(&schedule, place))
        schedule.close(place)
        #expect(schedule.isIdle)
        #expect(open(&schedule) == [])
    }

    @Test func `a host is asked for more sessions once it has let the first one in`() throws {
        var schedule = BatchSchedule(jobs([0, 0, 0, 0, 0]), parallel: 3)
        let first = try openOne(&schedule)
        #expect(!schedule.mayOpen)
        schedule.wasLetIn(first, cap: nil)
        let others = open(&schedule)
        #expect(others.map(\.isFurther) == [true, true])
        #expect(work(&schedule, at: others[1]) == [0, 1, 2, 3, 4])
    }

    @Test func `a transfer that worked opens a host as well`() throws {
        var schedule = BatchSchedule(jobs([0, 0, 0]), parallel: 2)
        let first = try openOne(&schedule)
        let job = try take(&schedule, at: first)
        #expect(!schedule.mayOpen)
        schedule.didEnd(job.id, .done, at: start)
        #expect(open(&schedule).count == 1)
    }

    @Test func `no session is sent where others will take all that waits`() throws {
        var schedule = BatchSchedule(jobs([0, 0, 0]), parallel: 8)
        let places = enter(&schedule)
        #expect(places.count == 3)
        _ = try take(&schedule, at: places[0])
        _ = try take(&schedule, at: places[0])
        schedule.close(places[1])
        #expect(!schedule.mayOpen, "the third one comes for the last transfer")
        schedule.close(places[2])
        #expect(schedule.mayOpen)
    }

    @Test func `higher priorities come first`() throws {
        var schedule = BatchSchedule(
            jobs([0, 0, 1, 0], priorities: [1: 5, 2: 9, 3: -1]), parallel: 1)
        var order: [Int] = []
        while let place = schedule.open() {
            order += work(&schedule, at: place)
            schedule.close(place)
        }
        #expect(order == [2, 1, 0, 3])
    }

    @Test func `a session leaves at once for what is more important elsewhere`() throws {
        var schedule = BatchSchedule(
            jobs([0, 0, 1], priorities: [0: 9, 2: 5]), parallel: 1)
        let first = try openOne(&schedule)
        #expect(work(&schedule, at: first) == [0])
        #expect(!staysOpen(&schedule, first))
        schedule.close(first)
        let second = try openOne(&schedule)
        #expect(work(&schedule, at: second) == [2])
        #expect(!staysOpen(&schedule, second))
    }

    @Test func `hosts that wait get their turn after a while, and not before`() throws {
        var schedule = BatchSchedule(jobs([0, 0, 0, 0, 1, 0]), parallel: 1)
        let first = try openOne(&schedule)
        let half = BatchSchedule.longestStint / 2
        // Equals are served in the order of the list.
        #expect(work(&schedule, at: first, each: half) == [0, 1, 2, 3])
        #expect(!staysOpen(&schedule, first))
        schedule.close(first)
        let second = try openOne(&schedule)
        #expect(work(&schedule, at: second, each: half) == [4])

        var crowded = BatchSchedule(jobs([0, 0, 0, 0, 0, 1, 1, 2]), parallel: 3)
        let places = enter(&crowded)
        #expect(places.map(\.host) == [0, 1, 2])
        crowded.close(places[2])
        let further = try openOne(&crowded)
        #expect(further.host == 2, "nothing was done for it yet")
        #expect(work(&crowded, at: further) == [7])
        crowded.close(further)
        let help = try openOne(&crowded)
        #expect(help.host == 0 && help.isFurther)
    }

    @Test func `of more hosts than places each gets its turn`() throws {
        var schedule = BatchSchedule(jobs([0, 1, 2, 0, 1, 2, 0, 1, 2]), parallel: 2)
        let places = enter(&schedule)
        #expect(places.map(\.host) == [0, 1])
        #expect(work(&schedule, at: places[0], each: BatchSchedule.longestStint) == [0])
        #expect(!staysOpen(&schedule, places[0]))
        schedule.close(places[0])
        let next = try openOne(&schedule)
        #expect(next.host == 2)
        #expect(work(&schedule, at: next, each: BatchSchedule.longestStint) == [2])
    }

    @Test func `a session whose turn is over may go on when nobody waits`() throws {
        var schedule = BatchSchedule(jobs([0, 0, 0]), parallel: 1)
        let place = try openOne(&schedule)
        _ = try take(&schedule, at: place)
        #expect(staysOpen(&schedule, place))
        #expect(work(&schedule, at: place) == [1, 2])
    }

    @Test func `hosts share the places`() {
        var schedule = BatchSchedule(jobs([0, 0, 0, 0, 1, 2]), parallel: 4)
        #expect(enter(&schedule).map(\.host) == [0, 1, 2, 0])
    }

    @Test func `a cap that is known holds from the start`() {
        var schedule = BatchSchedule(jobs([0, 0, 0]), parallel: 4)
        #expect(enter(&schedule, cap: 1).count == 1)
    }

    @Test func `a host that turns a session away gets one fewer`() throws {
        var schedule = BatchSchedule(jobs(Array(repeating: 0, count: 9)), parallel: 3)
        let places = enter(&schedule)
        #expect(places.count == 3)
        schedule.wasTurnedAway(places[2])
        #expect(open(&schedule) == [])
        schedule.close(places[1])
        let another = try openOne(&schedule)
        #expect(another.isFurther)
        #expect(open(&schedule) == [])
    }

    @Test func `the last one is never turned away for good`() {
        var schedule = BatchSchedule(jobs([0, 0]), parallel: 2)
        for place in enter(&schedule) { schedule.wasTurnedAway(place) }
        #expect(open(&schedule).count == 1)
    }

    @Test func `after a while one more session is tried`() throws {
        var schedule = BatchSchedule(jobs(Array(repeating: 0, count: 200)), parallel: 2)
        let places = enter(&schedule, cap: 1)
        #expect(places.count == 1)
        for _ in 0..<15 {
            let job = try take(&schedule, at: places[0])
            schedule.didEnd(job.id, .done, at: start)
        }
        #expect(!schedule.mayOpen)
        let job = try take(&schedule, at: places[0])
        schedule.didEnd(job.id, .done, at: start)
        #expect(schedule.mayOpen)
    }

    @Test func `a host that stays silent has one transfer's patience for all of its list`() throws {
        var schedule = BatchSchedule(
            jobs([0, 0, 0, 0, 0, 0, 0, 1]), parallel: 1, giveUp: .seconds(60))
        var now = start
        var place = try openOne(&schedule)
        /// Whether the next one is tried; if so it takes half of the patience.
        func isTried(ends end: BatchSchedule.End) -> Bool? {
            guard let job = schedule.next(at: place, at: now) else { return nil }
            let isTried = !schedule.isGivenUp(job, at: now)
            if isTried { now += .seconds(30) }
            schedule.didEnd(job.id, isTried ? end : .gaveUp, at: now)
            return isTried
        }
        #expect(isTried(ends: .gaveUp) == true)
        #expect(isTried(ends: .done) == true, "it is back")
        #expect(isTried(ends: .gaveUp) == true)
        #expect(isTried(ends: .failed) == true)
        #expect(isTried(ends: .gaveUp) == true)
        #expect(isTried(ends: .done) == false)
        #expect(isTried(ends: .done) == false)
        #expect(isTried(ends: .done) == nil)
        schedule.close(place)
        place = try openOne(&schedule)
        #expect(isTried(ends: .done) == true, "another host")
    }

    @Test func `what waits for a host can be withdrawn`() throws {
        var schedule = BatchSchedule(jobs([0, 1, 0, 0], priorities: [3: 1]), parallel: 1)
        let place = try openOne(&schedule)
        let withdrawn = schedule.withdraw(from: place.host)
        #expect(withdrawn.map(\.id) == [3, 0, 2])
        #expect(!schedule.hasMore(at: 0))
        #expect(!schedule.isOver, "they have to end")
        for job in withdrawn { schedule.didEnd(job.id, .failed, at: start) }
        schedule.close(place)
        #expect(open(&schedule).map(\.host) == [1])
    }

    @Test func `stopping lets those that run come to their end`() throws {
        var schedule = BatchSchedule(jobs([0, 0, 0]), parallel: 2)
        let place = try openOne(&schedule)
        let job = try take(&schedule, at: place)
        schedule.stop()
        #expect(work(&schedule, at: place) == [])
        #expect(!schedule.isOver)
        schedule.didEnd(job.id, .done, at: start)
        #expect(schedule.isOver)
        #expect(open(&schedule) == [])
    }

    @Test func `many transfers are planned without looking at all of them again and again`() {
        var schedule = BatchSchedule(
            (0..<100_000).map { BatchSchedule.Job(id: $0, host: $0 % 7) }, parallel: 3)
        var count = 0
        var now = start
        while let place = schedule.open() {
            schedule.wasLetIn(place, cap: nil)
            while let job = schedule.next(at: place, at: now) {
                now += .milliseconds(1)
                schedule.didEnd(job.id, .done, at: now)
                count += 1
            }
            schedule.close(place)
        }
        #expect(count == 100_000)
    }
}
