/// Where the links of a tree may lead.
package enum LinkTarget {
    /// Whether a link leads to somewhere in its tree, as far as its own words tell.
    /// - Parameters:
    ///   - target: what the link holds.
    ///   - depth: how many folders below the top it stands.
    package static func staysInside(_ target: [UInt8], below depth: Int) -> Bool {
        let slash = UInt8(ascii: "/")
        guard !target.isEmpty, target.first != slash, !target.contains(0) else { return false }
        var level = depth
        for component in target.split(separator: slash) {
            if component.elementsEqual("..".utf8) {
                level -= 1
                if level < 0 { return false }
            } else if !component.elementsEqual(".".utf8) {
                level += 1
            }
        }
        return true
    }
}
