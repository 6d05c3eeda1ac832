internal import FTPProtocol

/// Spreads octets evenly over time, in slices of a hundredth of a second.
struct Pace {
    private let rate: Int?
    private let start: Instant
    private var octets = 0

    /// No rate is no limit.
    init(octetsPerSecond rate: Int?, from start: Instant) {
        self.rate = rate.map { max(1, $0) }
        self.start = start
    }

    /// How many octets may move now.
    func allowance(at now: Instant) -> Int {
        guard let rate else { return .max }
        let budget = Int((now - start) / .seconds(1) * Double(rate)) - octets
        return budget >= slice(rate) ? budget : 0
    }

    /// When the next slice may move; nil without a rate.
    var due: Instant? {
        guard let rate else { return nil }
        return start + .seconds(Double(octets + slice(rate)) / Double(rate)) + .microseconds(1)
    }

    mutating func moved(_ octets: Int) { self.octets += octets }

    private func slice(_ rate: Int) -> Int { max(1, rate / 100) }
}
