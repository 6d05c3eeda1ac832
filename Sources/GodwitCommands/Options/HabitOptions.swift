internal import ArgumentParser

/// What fingers type that know other clients, and what is done here in any case.
struct HabitOptions: ParsableArguments, Sendable {
    @Flag(
        name: [.customShort("c"), .customLong("continue")],
        help: "Go on with what is there already, which is done without it too.")
    var continues = false
}
