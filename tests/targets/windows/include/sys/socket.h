/* A socket is no descriptor of the C runtime here. For programs that read and write nothing else. */
#include "../posix.h"

#define read(descriptor, to, room) recv((SOCKET)(descriptor), (to), (int)(room), 0)
#define write(descriptor, from, length) send((SOCKET)(descriptor), (from), (int)(length), 0)
#define close(descriptor) closesocket((SOCKET)(descriptor))
#define socket(family, type, protocol) (int)socket((family), (type), (protocol))
#define connect(descriptor, address, length) connect((SOCKET)(descriptor), (address), (int)(length))
