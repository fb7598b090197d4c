/* Promise: an installed library is found, linked and loaded by the usual means of a C project. */

#include <cognito_native.h>

#include <stdio.h>

int main(void) {
    printf("ABI version %u\n", (unsigned)cognito_abi_version());
    return cognito_abi_version() != COGNITO_ABI_VERSION;
}
