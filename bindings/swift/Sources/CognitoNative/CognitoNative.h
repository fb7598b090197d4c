// The header that pkg-config leads to.
#include <cognito_native.h>
