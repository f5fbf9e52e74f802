// Plimsoll
// SPDX-License-Identifier: Apache-2.0
// workload.js NAME: one workload of the survival table.
const workloads = {
    hello: () => "ok",
    buffers() {
        const kept = []
        try { for (;;) kept.push(Buffer.alloc(8 << 20, 1)) } catch (error) { return error instanceof RangeError && "caught" }
    },
    heap() {
        const kept = []
        try { for (;;) kept.push(new Array(10000).fill(kept.length)) } catch { return "caught" }
    },
    "buffers-that-fit"() {
        const kept = []
        for (let index = 0; index < 18; index++) kept.push(Buffer.alloc(8 << 20, 1))
        return "ok"
    },
}
console.log(workloads[process.argv[2]]())
