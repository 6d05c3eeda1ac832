/// Decimal digits of a peer: no sign, no blank, no overflow.
enum DecimalNumber {
    /// The value of the digits; nil when there are none, when another octet is among them, or
    /// when the value does not fit.
    static func parse<Value: FixedWidthInteger>(
        _ octets: some Sequence<UInt8>, as type: Value.Type = Value.self
    ) -> Value? {
        var value: Value = 0
        var isEmpty = true
        for octet in octets {
            guard isDigit(octet) else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Value(octet - UInt8(ascii: "0")))
            guard !overflow, !carry else { return nil }
            value = sum
            isEmpty = false
        }
        return isEmpty ? nil : value
    }

    static func isDigit(_ octet: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet)
    }
}
