public import ArgumentParser

public struct DemoCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(commandName: "demo")
    public init() {}
    public func run() async throws {}
}
