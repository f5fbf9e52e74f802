// Plimsoll
// SPDX-License-Identifier: Apache-2.0
// workload.js NAME: one workload of the survival table.
function buffers(size) {
    const kept = []
    try { for (;;) kept.push(Buffer.alloc(size, 1)) } catch (error) { return error instanceof RangeError && "caught" }
}
const workloads = {
    hello: () => "ok",
    buffers: () => buffers(8 << 20),
    "buffers-of-1": () => buffers(1 << 20),
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
