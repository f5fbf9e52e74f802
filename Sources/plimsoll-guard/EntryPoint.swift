// Plimsoll
// SPDX-License-Identifier: Apache-2.0

#if hasFeature(Embedded)
/// C's `main`: Embedded Swift has no CommandLine. The ordinary build enters in main.swift.
@c(main)
func entryPoint(
    _ count: Int32,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
    GuardRun.run(count: Int(count), arguments: arguments)
}
#endif
