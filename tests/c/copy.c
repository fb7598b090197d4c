/* One of two copies of the library in one program: the test compiles this file twice, the second time with a macro
 * for each exported name, so that the calls go to the renamed copy. */

#include "cognito_native.h"

#include <string.h>

int use_copy(void);

int use_copy(void) {
    struct cognito_queue *queue = NULL;
    int result = COGNITO_OK;

    if (cognito_abi_version() != COGNITO_ABI_VERSION) {
        return 1;
    }
    if (strcmp(cognito_result_name(COGNITO_OK), "COGNITO_OK") != 0) {
        return 2;
    }
    result = cognito_queue_new(&queue);
    if (result != COGNITO_OK || queue == NULL) {
        return 3;
    }
    cognito_queue_free(queue);
    return 0;
}
