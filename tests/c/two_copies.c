/* Promise: the static archive defines only cognito_* names, so two copies live in one program. */

#include <stdio.h>

int use_copy(void);
int use_second_copy(void);

int main(void) {
    int first = use_copy();
    int second = use_second_copy();

    printf("first copy: %d, second copy: %d\n", first, second);
    return first != 0 || second != 0;
}
