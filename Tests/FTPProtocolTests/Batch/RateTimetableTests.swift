import FTPProtocol
import Testing

struct RateTimetableTests {
    private let noon = 12 * 3600

    @Test func `the first window that holds a time decides`() {
        let table = RateTimetable(
            [
                .init(from: 8 * 3600, to: 18 * 3600, rate: 1),
                .init(from: 18 * 3600, to: 20 * 3600, rate: nil),
                .init(from: noon, to: 13, rate: 2),
            ], otherwise: 3)
        let rates = [0, 12, 13, 8 * 3600 - 1, 8 * 3600, noon, 18 * 3600, 20 * 3600, 86399]
            .map { table.rate(atSecondOfDay: $0) }
        #expect(rates == [2, 2, 3, 3, 1, 1, nil, 2, 2])
    }

    @Test func `a window may last over midnight, or all day`() {
        let night = RateTimetable([.init(from: 22 * 3600, to: 6 * 3600, rate: 1)])
        let rates = [22 * 3600, 86399, 0, 6 * 3600 - 1, 6 * 3600, noon, 22 * 3600 - 1]
            .map { night.rate(atSecondOfDay: $0) }
        #expect(rates == [1, 1, 1, 1, nil, nil, nil])
        let day = RateTimetable([.init(from: 5, to: 5, rate: 1)])
        #expect([0, 5, 86399].map { day.rate(atSecondOfDay: $0) } == [1, 1, 1])
    }
}
