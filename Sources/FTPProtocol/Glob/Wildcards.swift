/// The search that patterns of characters and patterns of paths share.
enum Wildcards {
    /// Whether the elements of a pattern fit the units of a text in their order, where some
    /// elements stand for any number of units.
    ///
    /// Takes at most pattern times text steps.
    /// - Parameters:
    ///   - isAnyMany: whether an element stands for any number of units.
    ///   - matches: whether an element that stands for one unit means this one.
    static func fit<Element, Unit>(
        _ elements: [Element], _ units: [Unit], isAnyMany: (Element) -> Bool,
        matches: (Element, Unit) -> Bool
    ) -> Bool {
        var element = 0
        var unit = 0
        var retry: (element: Int, unit: Int)?
        while unit < units.count {
            if element < elements.count, isAnyMany(elements[element]) {
                // Only the last of them needs to be tried again: what came before it fits already.
                element += 1
                retry = (element, unit)
            } else if element < elements.count, matches(elements[element], units[unit]) {
                element += 1
                unit += 1
            } else if let last = retry {
                element = last.element
                unit = last.unit + 1
                retry = (last.element, unit)
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy(isAnyMany)
    }
}
