/// How many octets may move in a second, by the time of day.
public struct RateTimetable: Sendable, Hashable {
    /// A part of the day with a rate of its own.
    public struct Window: Sendable, Hashable {
        /// Seconds since midnight, local time; 0 to 86399.
        public let begin: Int
        /// Seconds since midnight; before ``begin`` it lasts over midnight.
        public let end: Int
        /// Octets per second; nil does not limit.
        public let rate: UInt64?

        /// Creates a window; one that ends where it begins is the whole day.
        public init(from begin: Int, to end: Int, rate: UInt64?) {
            self.begin = begin
            self.end = end
            self.rate = rate
        }

        func holds(_ second: Int) -> Bool {
            begin < end ? (begin..<end).contains(second) : second >= begin || second < end
        }
    }

    private let windows: [Window]
    private let otherwise: UInt64?

    /// - Parameters:
    ///   - windows: the first one that holds a time decides.
    ///   - otherwise: the rate outside of them; nil does not limit.
    public init(_ windows: [Window] = [], otherwise: UInt64? = nil) {
        self.windows = windows
        self.otherwise = otherwise
    }

    /// Octets per second at a time of the day; nil when nothing limits.
    public func rate(atSecondOfDay second: Int) -> UInt64? {
        if let window = windows.first(where: { $0.holds(second) }) { return window.rate }
        return otherwise
    }
}
