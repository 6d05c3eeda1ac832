import FTPProtocol
import Testing

struct BatchScheduleTests {
    private func jobs(_ hosts: [Int], priorities: [Int: Int] = [:]) -> [BatchSchedule.Job] {
        hosts.enumerated().map {
            BatchSchedule.Job(id: $0, host: $1, priority: priorities[$0] ?? 0)
        }
    }

    /// The jobs that can begin now.
    private func begin(_ schedule: inout BatchSchedule) -> [Int] {
        var ids: [Int] = []
        while let job = schedule.next() { ids.append(job.id) }
        return ids
    }

    @Test func `no more begin than are allowed, in the order of the list`() {
        var schedule = BatchSchedule(jobs([0, 0, 0, 0]), parallel: 2)
        #expect(begin(&schedule) == [0, 1])
        schedule.didEnd(1, .done, at: start)
        #expect(begin(&schedule) == [2])
        schedule.didEnd(0, .done, at: start)
        schedule.didEnd(2, .done, at: start)
        #expect(begin(&schedule) == [3])
        schedule.didEnd(3, .done, at: start)
        #expect(begin(&schedule) == [])
    }

    @Test func `higher priorities come first`() {
        var schedule = BatchSchedule(
            jobs([0, 0, 1, 0], priorities: [1: 5, 2: 9, 3: -1]), parallel: 1)
        var order: [Int] = []
        while let job = schedule.next() {
            order.append(job.id)
            schedule.didEnd(job.id, .done, at: start)
        }
        #expect(order == [2, 1, 0, 3])
    }

    @Test func `hosts share the places`() {
        var schedule = BatchSchedule(jobs([0, 0, 0, 0, 1, 2]), parallel: 4)
        #expect(begin(&schedule) == [0, 4, 5, 1])
    }

    @Test func `a cap that is known holds from the start`() {
        var schedule = BatchSchedule(jobs([0, 0, 0, 1]), parallel: 4, caps: [0: 1])
        #expect(begin(&schedule) == [0, 3])
    }

    @Test func `who is turned away waits in front, and the host gets one fewer`() {
        var schedule = BatchSchedule(jobs([0, 0, 0, 0]), parallel: 3)
        #expect(begin(&schedule) == [0, 1, 2])
        schedule.wasTurnedAway(2)
        #expect(begin(&schedule) == [])
        schedule.didEnd(0, .done, at: start)
        #expect(begin(&schedule) == [2])
        schedule.didEnd(1, .done, at: start)
        #expect(begin(&schedule) == [3])
    }

    @Test func `the last one is never turned away for good`() {
        var schedule = BatchSchedule(jobs([0, 0]), parallel: 2)
        #expect(begin(&schedule) == [0, 1])
        schedule.wasTurnedAway(0)
        schedule.wasTurnedAway(1)
        #expect(begin(&schedule) == [1])
    }

    @Test func `after a while one more session is tried`() {
        var schedule = BatchSchedule(
            jobs(Array(repeating: 0, count: 200)), parallel: 2, caps: [0: 1])
        for _ in 0..<16 {
            let alone = begin(&schedule)
            #expect(alone.count == 1)
            alone.forEach { schedule.didEnd($0, .done, at: start) }
        }
        #expect(begin(&schedule).count == 2)
    }

    @Test func `a host that stays silent has one transfer's patience for all of its list`() {
        var schedule = BatchSchedule(
            jobs([0, 0, 0, 0, 0, 0, 0, 1]), parallel: 1, giveUp: .seconds(60))
        var now = start
        /// Whether the next one is tried; if so it takes half of the patience.
        func isTried(ends end: BatchSchedule.End) -> Bool? {
            guard let job = schedule.next() else { return nil }
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
        #expect(isTried(ends: .done) == true, "another host")
        #expect(isTried(ends: .done) == nil)
    }

    @Test func `stopping lets those that run come to their end`() {
        var schedule = BatchSchedule(jobs([0, 0, 0]), parallel: 2)
        #expect(begin(&schedule) == [0, 1])
        schedule.stop()
        schedule.didEnd(0, .done, at: start)
        #expect(begin(&schedule) == [])
        schedule.didEnd(1, .done, at: start)
        #expect(begin(&schedule) == [])
    }

    @Test func `many transfers are planned without looking at all of them again and again`() {
        var schedule = BatchSchedule(
            (0..<100_000).map { BatchSchedule.Job(id: $0, host: $0 % 7) }, parallel: 8)
        var count = 0
        while let job = schedule.next() {
            schedule.didEnd(job.id, .done, at: start)
            count += 1
        }
        #expect(count == 100_000)
    }
}
