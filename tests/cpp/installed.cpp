// Promise: the C++ header is installed beside the C header, and stands alone.

#include <cognito_native.hpp>

int main() {
    cognito_native::Queue queue;
    return static_cast<int>(queue.dispatch());
}
