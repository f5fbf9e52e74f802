// Plimsoll
// SPDX-License-Identifier: Apache-2.0
//
// new BYTES [THREADS]: takes memory with `new` until it is refused, in so many threads at once, each of which keeps its own until then.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

struct Piece {
    Piece *next;
};

int main(int count, char **arguments) {
    size_t size = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 1 << 20;
    int threads = count > 2 ? std::atoi(arguments[2]) : 1;
    std::atomic<int> ready{0}, caught{0};
    std::vector<std::thread> running;
    for (int index = 0; index < threads; index++) {
        running.emplace_back([&] {
            // Nobody fills the memory before everybody is there.
            ready++;
            while (ready < threads) std::this_thread::yield();
            Piece *last = nullptr;
            try {
                for (;;) {
                    auto *piece = reinterpret_cast<Piece *>(new char[size]);
                    std::memset(static_cast<void *>(piece), 1, size);
                    piece->next = last;
                    last = piece;
                }
            } catch (const std::bad_alloc &) {
                caught++;
            }
            // Each has to be refused beside what all the others hold.
            while (caught < threads) std::this_thread::sleep_for(std::chrono::milliseconds(1));
            while (last) {
                Piece *next = last->next;
                delete[] reinterpret_cast<char *>(last);
                last = next;
            }
        });
    }
    for (auto &thread : running) thread.join();
    if (caught == threads) std::puts("caught");
}
