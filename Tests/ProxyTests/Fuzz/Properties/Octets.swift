// Plimsoll
// SPDX-License-Identifier: Apache-2.0

@_spi(CustomByteBufferAllocator) import NIOCore

/// Bytes in storage that ends where they end: with AddressSanitizer, a reader that looks further is caught.
enum Octets {
    static func buffer(_ bytes: ArraySlice<UInt8>) -> ByteBuffer {
        guard !bytes.isEmpty else { return ByteBuffer() }
        let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        storage.copyBytes(from: bytes)
        return ByteBuffer(takingOwnershipOf: storage, allocator: ByteBufferAllocator())
    }

    static func with<Result>(_ bytes: ArraySlice<UInt8>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let storage = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { storage.deallocate() }
        storage.copyBytes(from: bytes)
        return body(UnsafeRawBufferPointer(storage))
    }

    static func of(_ buffer: ByteBuffer) -> [UInt8] {
        Array(buffer.readableBytesView)
    }
}
