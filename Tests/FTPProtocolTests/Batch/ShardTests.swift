import FTPProtocol
import Testing

struct ShardTests {
    @Test(arguments: [("1/1", 1, 1), ("2/4", 2, 4), ("4/4", 4, 4)])
    func `a shard is one of so many`(text: String, number: Int, count: Int) {
        #expect(Shard(text) == Shard(number, of: count))
        #expect(Shard(text)?.description == text)
    }

    @Test(arguments: ["", "0/4", "5/4", "1/0", "-1/2", "1", "1/2/3", "a/b", "1/", "/2"])
    func `nonsense is none`(text: String) { #expect(Shard(text) == nil) }

    @Test(arguments: 1...9)
    func `every entry is in exactly one shard`(count: Int) throws {
        let shards = try (1...count).map { try #require(Shard($0, of: count)) }
        for hash in (0 as UInt64..<1000).map({ $0 &* 0x9E37_79B9_7F4A_7C15 }) {
            #expect(shards.count { $0.holds(hash) } == 1)
        }
    }

    @Test(arguments: [
        (
            [
                "SLURM_ARRAY_TASK_ID": "0", "SLURM_ARRAY_TASK_MIN": "0",
                "SLURM_ARRAY_TASK_MAX": "3",
                "SLURM_ARRAY_TASK_STEP": "1", "SLURM_ARRAY_TASK_COUNT": "4",
            ], "1/4"
        ),
        (
            [
                "SLURM_ARRAY_TASK_ID": "7", "SLURM_ARRAY_TASK_MIN": "1",
                "SLURM_ARRAY_TASK_MAX": "10",
                "SLURM_ARRAY_TASK_STEP": "3", "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_PROCID": "0",
                "SLURM_NTASKS": "1",
            ], "3/4"
        ),
        (["JOB_COMPLETION_INDEX": "4", "JOB_COMPLETIONS": "5"], "5/5"),
        (["SLURM_PROCID": "1", "SLURM_NTASKS": "2"], "2/2"),
    ])
    func `schedulers name a shard`(environment: [String: String], shard: String) throws {
        #expect(try Shard(scheduler: { environment[$0] }).description == shard)
    }

    @Test(arguments: [
        ([:], Shard.Gap.noScheduler),
        (["JOB_COMPLETION_INDEX": "4"], .noCount),
        (["JOB_COMPLETION_INDEX": "5", "JOB_COMPLETIONS": "5"], .malformed("JOB_COMPLETIONS")),
        (
            ["JOB_COMPLETION_INDEX": "x", "JOB_COMPLETIONS": "5"],
            .malformed("JOB_COMPLETION_INDEX")
        ),
        // --array=1,3,7
        (
            [
                "SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1",
                "SLURM_ARRAY_TASK_MAX": "7",
                "SLURM_ARRAY_TASK_STEP": "1", "SLURM_ARRAY_TASK_COUNT": "3",
            ], .unevenArray
        ),
    ])
    func `what is not said is not guessed`(environment: [String: String], gap: Shard.Gap) {
        #expect(throws: gap) { try Shard(scheduler: { environment[$0] }) }
    }
}
